import { ByteReader } from "../protocol/reader";
import { MalformedError } from "../protocol/values";
import { Output } from "./output";
import { littleEndian } from "./snappy";

const MAGIC = 0x184d2204;
const STORED = 0x80000000;

/** Reads LZ4 frames. Own and bounded, since the library at hand (lz4js) writes on beyond its buffer and sets 5 MB aside. */
export function unlz4(bytes: Uint8Array, limit: number): Uint8Array {
  const reader = new ByteReader(bytes);
  const output = new Output(limit);
  do readFrame(reader, output);
  while (reader.left > 0);
  return output.bytes;
}

function readFrame(reader: ByteReader, output: Output): void {
  if (littleEndian(reader, 4) !== MAGIC) throw new MalformedError("no LZ4 frame");
  const flags = reader.uint8();
  if (flags >> 6 !== 1) throw new MalformedError(`version ${flags >> 6} of LZ4`);
  const [blockChecksum, contentSize, contentChecksum, dictionary] = [16, 8, 4, 1].map((flag) => (flags & flag) !== 0);
  // The sizes of blocks, of the content, the dictionary, and the header's checksum.
  reader.slice(1 + (contentSize ? 8 : 0) + (dictionary ? 4 : 0) + 1);
  const start = output.length;
  for (let size = littleEndian(reader, 4); size !== 0; size = littleEndian(reader, 4)) {
    const stored = size >= STORED;
    const block = reader.slice(stored ? size - STORED : size);
    if (stored) output.push(block);
    else readBlock(block, output, start);
    if (blockChecksum) reader.slice(4);
  }
  if (contentChecksum) reader.slice(4);
}

function readBlock(block: Uint8Array, output: Output, start: number): void {
  const reader = new ByteReader(block);
  while (reader.left > 0) {
    const token = reader.uint8();
    output.push(reader.slice(readLength(reader, token >> 4)));
    // The last sequence ends with its literals.
    if (reader.left === 0) return;
    const distance = littleEndian(reader, 2);
    output.repeat(distance, readLength(reader, token & 15) + 4, start);
  }
}

function readLength(reader: ByteReader, first: number): number {
  let length = first;
  if (first < 15) return length;
  for (let byte = 255; byte === 255; length += byte) byte = reader.uint8();
  return length;
}
