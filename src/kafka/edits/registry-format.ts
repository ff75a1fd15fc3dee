import { isFailure } from "../../core/failure";
import type { Topic } from "../metadata";
import { fetchExtents } from "../offsets";
import { PartitionLog } from "../records/log";
import { newest } from "../records/newest";
import type { Acting } from "./editing";

/** records that are looked at */
const SAMPLE = 3;

/**
 * The schema that the newest values of a partition name, where all of them begin as a schema registry's serializers
 * write them: a zero byte and the schema's number. undefined where they do not, or cannot be read.
 */
export async function registrySchema(acting: Acting, topic: Topic, partition: number): Promise<number | undefined> {
  const found = topic.partitions.find(({ index }) => index === partition);
  if (!found || found.leader < 0) return undefined;
  try {
    return await acting.look(async (cluster, signal) => {
      const { extent } = await fetchExtents(cluster, [{ name: topic.name, partitions: [found] }], signal);
      const { start, end } = extent(topic.name, partition);
      if (start === undefined || end === undefined || end <= start) return undefined;
      const log = new PartitionLog(cluster, found.leader, { topic: topic.name, partition });
      const { entries } = await newest(log, { start, before: end, limit: SAMPLE }, signal);
      const values = entries.flatMap((entry) => (entry.is === "record" && entry.record.value) || []);
      const schemas = values.map(schemaOf);
      return schemas.every((schema) => schema !== undefined) ? schemas[0] : undefined;
    });
  } catch (error) {
    // Who may write may not be allowed to read.
    if (acting.signal.aborted || !isFailure(error)) throw error;
    return undefined;
  }
}

/** A value as a schema registry's serializers write it, where its bytes are encoded already. */
export function withSchema(schema: number, value: Uint8Array): Uint8Array {
  const header = Buffer.alloc(HEADER);
  header.writeInt32BE(schema, 1);
  return Buffer.concat([header, value]);
}

const HEADER = 5;

/** The number behind the zero byte that these values begin with. */
export function schemaOf(value: Uint8Array): number | undefined {
  if (value.length < 5 || value[0] !== 0) return undefined;
  const schema = new DataView(value.buffer, value.byteOffset, value.byteLength).getInt32(1);
  return schema > 0 ? schema : undefined;
}
