import { shown, utf8 } from "../../core/bytes";
import type { PartitionName } from "../fetch";
import type { MarkEntry, RecordEntry } from "../records/log";
import type { Header } from "../records/record";
import type { Json, JsonObject } from "./json";
import { writeBytes } from "./value";

/** A record with all that Kafka keeps of it. */
export function recordDocument({ topic, partition }: PartitionName, entry: RecordEntry): JsonObject {
  const { record, outcome, producerId, leaderEpoch, codec } = entry;
  const key = writeBytes(record.key);
  const value = writeBytes(record.value);
  return {
    topic,
    partition,
    offset: offsetOf(record.offset),
    ...timesOf(record.timestamp, record.timestampType),
    headers: headersOf(record.headers),
    key: key.json,
    value: value.json,
    format: { key: key.format, value: value.format },
    size: { key: record.key?.length ?? null, value: record.value?.length ?? null },
    transaction: outcome === "plain" ? undefined : outcome,
    producerId: producerId >= 0n ? offsetOf(producerId) : undefined,
    leaderEpoch,
    compression: codec,
  };
}

/** The end of a transaction, which takes an offset but is no record. */
export function markDocument({ topic, partition }: PartitionName, { offset, end }: MarkEntry): JsonObject {
  return { topic, partition, offset: offsetOf(offset), control: end ?? "unknown" };
}

/** A number where it is exact for every reader of JSON, else a text. */
export const offsetOf = (value: bigint): Json =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : `${value}`;

function timesOf(timestamp: bigint, timestampType: string): JsonObject {
  if (timestamp < 0n) return { timestamp: null };
  const time = new Date(Number(timestamp));
  const written = Number.isNaN(time.getTime()) ? undefined : time.toISOString();
  return { timestamp: offsetOf(timestamp), time: written, timestampType };
}

/** By name; a list where a name occurs more than once. */
function headersOf(headers: readonly Header[]): JsonObject {
  const named = new Map<string, Json[]>();
  for (const { key, value } of headers) {
    const name = utf8(key) ?? shown(key);
    // Into the same list: a record of a megabyte can have 500,000 headers of one name.
    const values = named.get(name);
    if (values) values.push(textOf(value));
    else named.set(name, [textOf(value)]);
  }
  return Object.fromEntries(
    [...named].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? null) : values]),
  );
}

/** A header's value is never taken apart: a list means that the name occurs more than once. */
function textOf(bytes: Uint8Array | null): Json {
  const decoded = bytes && utf8(bytes);
  if (bytes === null || decoded === undefined) return writeBytes(bytes).json;
  return decoded;
}
