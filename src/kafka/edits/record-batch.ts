import { advanceCrc, crcTables } from "../../core/crc32";
import { ByteWriter } from "../protocol/writer";
import type { Header } from "../records/record";

/** What a producer writes. */
export interface NewRecord {
  /** milliseconds since 1970 */
  readonly timestamp: bigint;
  readonly key: Uint8Array | null;
  /** null: a tombstone */
  readonly value: Uint8Array | null;
  readonly headers: readonly Header[];
}

const tables = crcTables("CRC32C");

export const crc32c = (bytes: Uint8Array): number => ~advanceCrc(tables, -1, bytes, 0, bytes.length) >>> 0;

/** A batch of the format 2 with one record: not compressed, of no transaction, of a producer without an id. */
export function writeBatch(record: NewRecord): Uint8Array {
  const checked = new ByteWriter();
  // No flags: not compressed, with the producer's time.
  checked.int16(0);
  // The last record's offset from the first one.
  checked.int32(0);
  checked.int64(record.timestamp);
  checked.int64(record.timestamp);
  // The producer's id, its epoch, and its number of the first record: none.
  checked.int64(-1n);
  checked.int16(-1);
  checked.int32(-1);
  checked.int32(1);
  checked.raw(writeRecord(record));
  const batch = new ByteWriter();
  batch.int64(0n);
  batch.int32(HEAD + checked.bytes.length);
  // The leader's epoch is filled in by the broker.
  batch.int32(-1);
  batch.int8(2);
  // A checksum has no sign, what is written has one.
  batch.int32(crc32c(checked.bytes) | 0);
  batch.raw(checked.bytes);
  return batch.bytes;
}

/** bytes between the length and what the checksum is of */
const HEAD = 9;

function writeRecord({ key, value, headers }: NewRecord): Uint8Array {
  const body = new ByteWriter();
  body.int8(0);
  // Of time and offset, what differs from the batch's own.
  body.varint(0);
  body.varint(0);
  writeBytes(body, key);
  writeBytes(body, value);
  body.varint(headers.length);
  for (const header of headers) {
    writeBytes(body, header.key);
    writeBytes(body, header.value);
  }
  const record = new ByteWriter();
  record.varint(body.bytes.length);
  record.raw(body.bytes);
  return record.bytes;
}

function writeBytes(writer: ByteWriter, bytes: Uint8Array | null): void {
  writer.varint(bytes ? bytes.length : -1);
  if (bytes) writer.raw(bytes);
}
