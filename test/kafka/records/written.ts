import { gzipSync } from "node:zlib";
import { ByteWriter } from "../../../src/kafka/protocol/writer";
import type { Codec } from "../../../src/kafka/records/compression";

export interface Written {
  readonly offset: bigint;
  readonly timestamp?: bigint;
  readonly key?: Uint8Array | null;
  readonly value?: Uint8Array | null;
  readonly headers?: readonly { readonly key: Uint8Array; readonly value: Uint8Array | null }[];
}

export interface BatchOptions {
  readonly codec?: Codec;
  readonly pack?: (records: Uint8Array) => Uint8Array;
  readonly producerId?: bigint;
  readonly transactional?: boolean;
  readonly control?: boolean;
  readonly appendTime?: bigint;
  /** where compaction has taken the last records away */
  readonly lastOffset?: bigint;
  readonly magic?: number;
  readonly count?: number;
}

const CODECS: readonly Codec[] = ["none", "gzip", "snappy", "lz4", "zstd"];

/** A record batch as a broker keeps it, without its checksum. */
export function batchOf(records: readonly Written[], options: BatchOptions = {}): Buffer {
  const { codec = "none", pack = codec === "gzip" ? gzipSync : (bytes: Uint8Array) => bytes } = options;
  const first = records[0]?.offset ?? options.lastOffset ?? 0n;
  const base = records[0]?.timestamp ?? 0n;
  const last = options.lastOffset ?? records.at(-1)?.offset ?? first;
  const packed = pack(Buffer.concat(records.map((record) => recordOf(record, first, base))));
  const flags =
    (options.appendTime === undefined ? 0 : 8) | (options.transactional ? 16 : 0) | (options.control ? 32 : 0);
  const body = new ByteWriter();
  body.int32(0);
  body.int8(options.magic ?? 2);
  body.int32(0);
  body.int16(CODECS.indexOf(codec) | flags);
  body.int32(Number(last - first));
  body.int64(base);
  body.int64(options.appendTime ?? base);
  body.int64(options.producerId ?? -1n);
  body.int16(0);
  body.int32(0);
  body.int32(options.count ?? records.length);
  body.raw(packed);
  const frame = new ByteWriter();
  frame.int64(first);
  frame.int32(body.bytes.length);
  frame.raw(body.bytes);
  return frame.bytes;
}

function recordOf(record: Written, firstOffset: bigint, baseTimestamp: bigint): Buffer {
  const body = new ByteWriter();
  body.int8(0);
  varlong(body, (record.timestamp ?? baseTimestamp) - baseTimestamp);
  varlong(body, record.offset - firstOffset);
  bytes(body, record.key ?? null);
  bytes(body, record.value ?? null);
  varlong(body, BigInt(record.headers?.length ?? 0));
  for (const { key, value } of record.headers ?? []) {
    bytes(body, key);
    bytes(body, value);
  }
  const whole = new ByteWriter();
  varlong(whole, BigInt(body.bytes.length));
  whole.raw(body.bytes);
  return whole.bytes;
}

function bytes(writer: ByteWriter, value: Uint8Array | null): void {
  varlong(writer, BigInt(value?.length ?? -1));
  if (value) writer.raw(value);
}

/** Zigzag, in groups of seven bits. */
export function varlong(writer: ByteWriter, value: bigint): void {
  let left = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; left >= 128n; left >>= 7n) writer.int8(Number((left & 127n) | 128n) - 256);
  writer.int8(Number(left));
}

/** The record of a control batch: the end of a transaction. */
export const markOf = (end: "abort" | "commit"): Pick<Written, "key" | "value"> => ({
  key: Uint8Array.of(0, 0, 0, end === "commit" ? 1 : 0),
  value: new Uint8Array(6),
});
