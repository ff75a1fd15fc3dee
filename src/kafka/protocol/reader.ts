import { MalformedError } from "./values";

const text = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads Kafka's binary primitives from front to back; never beyond the end. */
export class ByteReader {
  private readonly view: DataView;
  private position = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.position;
  }

  get left(): number {
    return this.bytes.length - this.position;
  }

  int8(): number {
    return this.view.getInt8(this.take(1));
  }

  uint8(): number {
    return this.view.getUint8(this.take(1));
  }

  int16(): number {
    return this.view.getInt16(this.take(2));
  }

  uint16(): number {
    return this.view.getUint16(this.take(2));
  }

  int32(): number {
    return this.view.getInt32(this.take(4));
  }

  int64(): bigint {
    return this.view.getBigInt64(this.take(8));
  }

  /** An unsigned number of up to 32 bits in seven-bit groups. */
  unsignedVarint(): number {
    const first = this.bytes[this.position] ?? 0x80;
    if (first < 0x80) {
      this.position++;
      return first;
    }
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.view.getUint8(this.take(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value <= 0xffffffff ? value : this.fail("a number is too long");
    }
    return this.fail("a number is too long");
  }

  /** A signed number of up to 32 bits, zigzag. */
  varint(): number {
    const value = this.unsignedVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A signed number of up to 64 bits, zigzag. */
  varlong(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.view.getUint8(this.take(1));
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        const whole = BigInt.asUintN(64, value);
        return BigInt.asIntN(64, (whole >> 1n) ^ -(whole & 1n));
      }
    }
    return this.fail("a number is too long");
  }

  /** A view of the next bytes, not a copy. */
  slice(length: number): Uint8Array {
    if (length < 0) this.fail(`a length of ${length}`);
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  string(length: number): string {
    // Large messages have many of these, most of them empty or short names.
    return length === 0 ? "" : text.decode(this.slice(length));
  }

  /** Goes on behind the next bytes. */
  skip(length: number): void {
    if (length < 0) this.fail(`a length of ${length}`);
    this.take(length);
  }

  /** A count of things that take at least one byte each; guards against lengths that cannot be true. */
  plausible(count: number): number {
    if (count < 0 || count > this.left) this.fail(`a count of ${count} with ${this.left} bytes left`);
    return count;
  }

  private take(length: number): number {
    const start = this.position;
    if (length > this.left) this.fail(`${length} bytes expected, ${this.left} left`);
    this.position += length;
    return start;
  }

  private fail(message: string): never {
    throw new MalformedError(message);
  }
}
