import type { Assigned } from "./group-details";
import { decode } from "./protocol/decode";
import { parseSchema } from "./protocol/schema";
import { Fields, MalformedError } from "./protocol/values";

/** What consumers of the classic protocol tell each other through the coordinator, which does not read it itself. */
const SUBSCRIPTION = parseSchema("{version:int16,topics:[string]}");
const ASSIGNMENT = parseSchema("{version:int16,topics:[{topic:string,partitions:[int32]}]}");

/** The topics that a member subscribes to; undefined where the bytes are of another kind. */
export function readSubscription(bytes: Uint8Array): readonly string[] | undefined {
  return bytes.length ? attempt(() => read(SUBSCRIPTION, bytes).strings("topics")) : undefined;
}

/** The partitions that a member was given; empty while the group rebalances, undefined where the bytes are of another kind. */
export function readAssignment(bytes: Uint8Array): readonly Assigned[] | undefined {
  if (!bytes.length) return [];
  return attempt(() =>
    read(ASSIGNMENT, bytes)
      .list("topics")
      .map((topic) => ({ name: topic.string("topic"), partitions: topic.numbers("partitions") })),
  );
}

const read = (schema: typeof ASSIGNMENT, bytes: Uint8Array): Fields =>
  new Fields(decode(schema, bytes, { version: 0, flexible: false }));

function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
