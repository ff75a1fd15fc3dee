import { setMaxListeners } from "node:events";
import { utf8 } from "../../core/bytes";
import { withDeadline } from "../../core/deadline";
import { isFailure } from "../../core/failure";
import { text } from "../../core/text";
import type { Cluster } from "../cluster";
import { isLed, type Partition, type Topic } from "../metadata";
import { fetchExtents } from "../offsets";
import { PartitionLog } from "../records/log";
import { newest } from "../records/newest";
import type { LogRecord } from "../records/record";
import type { Acting } from "./editing";

/** How the newest keys or values of a topic begin, where most of them begin as a schema registry's serializers write. */
export interface Framing {
  /** the number of the schema that the newest of them names */
  readonly schema: number;
  /** what follows the number mostly is JSON; otherwise it is encoded in another way, as Avro and Protobuf are */
  readonly json: boolean;
}

export interface RegistryFormat {
  readonly key?: Framing;
  readonly value?: Framing;
}

/** partitions that are looked into, and records of each */
const PARTITIONS = 3;
const SAMPLE = 5;
/** the part of the whole time that a look may take: it is help, not the edit itself */
const SHARE = 0.4;

/**
 * What the newest records of a topic say of its schemas; undefined where they cannot be read.
 * @param preferred the partition that is looked into first
 */
export async function registryFormat(
  acting: Acting,
  topic: Topic,
  preferred?: number,
): Promise<RegistryFormat | undefined> {
  try {
    return await acting.look(async (cluster, signal) => {
      const name = text("The topic {0}", topic.name);
      const records = await withDeadline(name, cluster.timeout * SHARE, signal, (inner) => {
        // Each broker that is asked listens to it.
        setMaxListeners(0, inner);
        return newestOf(cluster, topic, preferred, inner);
      });
      return { key: framingOf(records.map(({ key }) => key)), value: framingOf(records.map(({ value }) => value)) };
    });
  } catch (error) {
    // Who may write may not be allowed to read.
    if (acting.signal.aborted || !isFailure(error)) throw error;
    return undefined;
  }
}

/** The newest records first. A topic's first partition may be empty, so those that have some are looked into. */
async function newestOf(
  cluster: Cluster,
  topic: Topic,
  preferred: number | undefined,
  signal: AbortSignal,
): Promise<readonly LogRecord[]> {
  const led = topic.partitions.filter(isLed);
  const { extent, failures } = await fetchExtents(cluster, [{ name: topic.name, partitions: led }], signal);
  const filled = led.filter(({ index }) => {
    const { start, end } = extent(topic.name, index);
    return start !== undefined && end !== undefined && end > start;
  });
  const [failure] = failures.values();
  if (failure && !filled.length) throw failure;
  const first = ({ index }: Partition) => Number(index !== preferred);
  const chosen = filled.sort((one, other) => first(one) - first(other)).slice(0, PARTITIONS);
  const samples = await Promise.all(
    chosen.map(async ({ index, leader }) => {
      const { start = 0n, end = 0n } = extent(topic.name, index);
      const log = new PartitionLog(cluster, leader, { topic: topic.name, partition: index });
      return (await newest(log, { start, before: end, limit: SAMPLE }, signal)).entries;
    }),
  );
  const records = samples.flat().flatMap((entry) => (entry.is === "record" ? [entry.record] : []));
  return records.sort((one, other) => Number(other.timestamp - one.timestamp));
}

/**
 * How most of them begin, the newest first: those that are null say nothing, and one that somebody wrote without a
 * schema does not make the others another format.
 */
export function framingOf(newestFirst: readonly (Uint8Array | null)[]): Framing | undefined {
  const all = newestFirst.filter((bytes) => bytes !== null);
  const framed = all.filter((bytes) => schemaOf(bytes) !== undefined);
  const schema = framed[0] && schemaOf(framed[0]);
  if (schema === undefined || framed.length * 2 < all.length) return undefined;
  const json = framed.filter((bytes) => isPlainlyJson(bytes.subarray(HEADER)));
  return { schema, json: json.length * 2 > framed.length };
}

const HEADER = 5;

/** Eight bytes are a number rather, where they would name a larger one: a time of today would name the schema 107,000. */
const MOST_OF_EIGHT_BYTES = 50_000;

/** The number behind the zero byte that these keys and values begin with. */
export function schemaOf(bytes: Uint8Array): number | undefined {
  if (bytes.length < HEADER || bytes[0] !== 0) return undefined;
  const schema = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(1);
  if (bytes.length === 8 && schema > MOST_OF_EIGHT_BYTES) return undefined;
  return schema > 0 ? schema : undefined;
}

/** Bytes as a schema registry's serializers write them, where they are encoded already. */
export function withSchema(schema: number, bytes: Uint8Array): Uint8Array {
  const header = Buffer.alloc(HEADER);
  header.writeInt32BE(schema, 1);
  return Buffer.concat([header, bytes]);
}

export function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(utf8(bytes) ?? "");
    return true;
  } catch {
    return false;
  }
}

/** An object, a list or a quoted text of JSON: a bare number could be a byte or two of anything. */
export const isPlainlyJson = (bytes: Uint8Array): boolean => /[{["]/.test(firstOf(bytes)) && isJson(bytes);

const firstOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(0, 100)).toString("latin1").trimStart()[0] ?? "";
