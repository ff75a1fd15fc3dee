/** Writes Kafka's binary primitives one after the other. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(256);
  private length = 0;

  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  int8(value: number): void {
    this.buffer.writeInt8(value, this.grow(1));
  }

  int16(value: number): void {
    this.buffer.writeInt16BE(value, this.grow(2));
  }

  uint16(value: number): void {
    this.buffer.writeUInt16BE(value, this.grow(2));
  }

  int32(value: number): void {
    this.buffer.writeInt32BE(value, this.grow(4));
  }

  int64(value: bigint): void {
    this.buffer.writeBigInt64BE(value, this.grow(8));
  }

  unsignedVarint(value: number): void {
    let left = value;
    for (; left >= 0x80; left = Math.floor(left / 128)) this.buffer.writeUInt8((left % 128) + 128, this.grow(1));
    this.buffer.writeUInt8(left, this.grow(1));
  }

  raw(value: Uint8Array): void {
    this.buffer.set(value, this.grow(value.length));
  }

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
