import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Decompress } from "fzstd";
import { ByteReader } from "../protocol/reader";
import { MalformedError } from "../protocol/values";
import { unlz4 } from "./lz4";
import { Output, TooLargeError } from "./output";
import { littleEndian, unsnappy } from "./snappy";

/** In the order of the numbers that a batch names them by. */
export const CODECS = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
export type Codec = (typeof CODECS)[number];

/** Rejects with a `TooLargeError` beyond `limit` bytes, and with any other error where the bytes are damaged. */
export async function decompress(codec: Codec, bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  switch (codec) {
    case "none":
      return bytes;
    case "gzip":
      return ungzip(bytes, limit);
    case "snappy":
      return unsnappy(bytes, limit);
    case "lz4":
      return unlz4(bytes, limit);
    case "zstd":
      return unzstd(bytes, limit);
  }
}

async function ungzip(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: limit });
  } catch (error) {
    const tooLarge = error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw tooLarge ? new TooLargeError(limit) : error;
  }
}

function unzstd(bytes: Uint8Array, limit: number): Uint8Array {
  checkWindow(bytes, limit);
  const output = new Output(limit);
  const decompressor = new Decompress((piece) => output.push(piece));
  // In pieces, so that what comes out is counted before there is too much of it.
  for (let at = 0; at < bytes.length; at += ZSTD_PIECE) {
    decompressor.push(bytes.subarray(at, at + ZSTD_PIECE), at + ZSTD_PIECE >= bytes.length);
  }
  return output.bytes;
}

const ZSTD_PIECE = 16 * 1024;

/** fzstd sets aside what the frame's header asks for, before it has seen anything else. */
function checkWindow(bytes: Uint8Array, limit: number): void {
  const reader = new ByteReader(bytes);
  if (littleEndian(reader, 4) !== 0xfd2fb528) throw new MalformedError("no Zstandard frame");
  const descriptor = reader.uint8();
  const single = (descriptor & 32) !== 0;
  if (!single) {
    const window = reader.uint8();
    const base = 2 ** (10 + (window >> 3));
    if (base + (base / 8) * (window & 7) > Math.max(limit, ZSTD_WINDOW)) throw new TooLargeError(limit);
    return;
  }
  reader.slice([0, 1, 2, 4][descriptor & 3] ?? 0);
  const kind = descriptor >> 6;
  const content = littleEndian(reader, [1, 2, 4, 8][kind] ?? 1) + (kind === 1 ? 256 : 0);
  if (content > limit) throw new TooLargeError(limit);
}

/** What every decoder must be able to hold (RFC 8878 recommends 8 MB; zstd's own tool takes 128 MB). */
const ZSTD_WINDOW = 8 * 1024 * 1024;
