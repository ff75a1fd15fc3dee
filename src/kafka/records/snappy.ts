import { ByteReader } from "../protocol/reader";
import { MalformedError } from "../protocol/values";
import { Output } from "./output";

const XERIAL = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00];

/**
 * Reads a Snappy block, or the blocks of the framing that Java's library puts around them (xerial).
 * Own and strict, since the library at hand (snappyjs) can be sent round in circles by a crafted length.
 */
export function unsnappy(bytes: Uint8Array, limit: number): Uint8Array {
  const output = new Output(limit);
  if (!XERIAL.every((byte, at) => bytes[at] === byte)) {
    readBlock(bytes, output);
    return output.bytes;
  }
  const reader = new ByteReader(bytes);
  // The magic, the version and the lowest version that can read it.
  reader.slice(16);
  while (reader.left > 0) readBlock(reader.slice(reader.int32()), output);
  return output.bytes;
}

function readBlock(block: Uint8Array, output: Output): void {
  const reader = new ByteReader(block);
  const end = output.length + reader.unsignedVarint();
  output.expect(end);
  const start = output.length;
  while (reader.left > 0) {
    const tag = reader.uint8();
    const kind = tag & 3;
    if (kind === 0) output.push(reader.slice(literalLength(tag >> 2, reader)));
    else if (kind === 1) output.repeat(((tag >> 5) << 8) | reader.uint8(), ((tag >> 2) & 7) + 4, start);
    else output.repeat(littleEndian(reader, kind === 2 ? 2 : 4), (tag >> 2) + 1, start);
  }
  if (output.length !== end) throw new MalformedError("a Snappy block of another length than it says");
}

const literalLength = (tag: number, reader: ByteReader): number =>
  tag < 60 ? tag + 1 : littleEndian(reader, tag - 59) + 1;

export function littleEndian(reader: ByteReader, size: number): number {
  let value = 0;
  for (let at = 0; at < size; at++) value += reader.uint8() * 2 ** (8 * at);
  return value;
}
