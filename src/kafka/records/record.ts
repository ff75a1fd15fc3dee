import { ByteReader } from "../protocol/reader";
import { MalformedError } from "../protocol/values";
import type { RecordBatch } from "./batch";
import { decompress } from "./compression";

export interface LogRecord {
  readonly offset: bigint;
  /** milliseconds since 1970; -1 where there is none */
  readonly timestamp: bigint;
  readonly timestampType: "CreateTime" | "LogAppendTime";
  readonly key: Uint8Array | null;
  /** null: a tombstone, which says that the key was deleted */
  readonly value: Uint8Array | null;
  readonly headers: readonly Header[];
}

export interface Header {
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/** bytes that the records of one batch may have */
export const LARGEST_BATCH = 128 * 1024 * 1024;
/** A record takes at least: length, attributes, two deltas, two lengths, the number of headers. */
const SMALLEST = 7;

/**
 * The records of a batch, in order of their offsets. Keys and values are views of one piece of memory.
 * Rejects with a `TooLargeError`, or with any other error where the bytes are damaged.
 */
export async function unpack(batch: RecordBatch, largest = LARGEST_BATCH): Promise<readonly LogRecord[]> {
  if (!batch.codec) throw new MalformedError("a codec that is not known");
  const reader = new ByteReader(await decompress(batch.codec, batch.packed, largest));
  if (batch.count * SMALLEST > reader.left) throw new MalformedError(`${batch.count} records in ${reader.left} bytes`);
  const records: LogRecord[] = [];
  for (let left = batch.count; left > 0; left--) records.push(readRecord(batch, reader));
  return records;
}

function readRecord(batch: RecordBatch, all: ByteReader): LogRecord {
  const reader = new ByteReader(all.slice(all.varint()));
  reader.int8();
  const timestamp = batch.baseTimestamp + reader.varlong();
  const offset = batch.firstOffset + BigInt(reader.varint());
  const key = readBytes(reader);
  const value = readBytes(reader);
  const headers: Header[] = [];
  for (let left = reader.plausible(reader.varint()); left > 0; left--) {
    headers.push({ key: reader.slice(reader.varint()), value: readBytes(reader) });
  }
  const timestampType = batch.appendTime === undefined ? "CreateTime" : "LogAppendTime";
  return { offset, timestamp: batch.appendTime ?? timestamp, timestampType, key, value, headers };
}

function readBytes(reader: ByteReader): Uint8Array | null {
  const length = reader.varint();
  return length < 0 ? null : reader.slice(length);
}

/** How a transaction ended, from the record of a control batch; undefined where it is another kind of mark. */
export function endOfTransaction(record: LogRecord): "commit" | "abort" | undefined {
  if (!record.key || record.key.length < 4) return undefined;
  const reader = new ByteReader(record.key);
  reader.int16();
  const type = reader.int16();
  return type === 0 ? "abort" : type === 1 ? "commit" : undefined;
}
