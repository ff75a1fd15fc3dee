/** Writes Kafka's binary primitives one after the other. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(256);
  private length = 0;

  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  int8(value: number): void {
    const at = this.grow(1);
    this.buffer.writeInt8(value, at);
  }

  int16(value: number): void {
    const at = this.grow(2);
    this.buffer.writeInt16BE(value, at);
  }

  uint16(value: number): void {
    const at = this.grow(2);
    this.buffer.writeUInt16BE(value, at);
  }

  int32(value: number): void {
    const at = this.grow(4);
    this.buffer.writeInt32BE(value, at);
  }

  int64(value: bigint): void {
    const at = this.grow(8);
    this.buffer.writeBigInt64BE(value, at);
  }

  unsignedVarint(value: number): void {
    let left = value;
    for (; left >= 0x80; left = Math.floor(left / 128)) this.uint8((left % 128) + 128);
    this.uint8(left);
  }

  raw(value: Uint8Array): void {
    const at = this.grow(value.length);
    this.buffer.set(value, at);
  }

  private uint8(value: number): void {
    const at = this.grow(1);
    this.buffer.writeUInt8(value, at);
  }

  /** Makes room and returns where it begins. The buffer may be another one afterwards. */
  private grow(by: number): number {
    const start = this.length;
    this.length += by;
    if (this.length > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.length, this.buffer.length * 2));
      this.buffer.copy(larger, 0, 0, start);
      this.buffer = larger;
    }
    return start;
  }
}
