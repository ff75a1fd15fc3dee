import assert from "node:assert/strict";
import { commitOffsets } from "../../../src/kafka/edits/commit-offsets";
import type { Acting } from "../../../src/kafka/edits/editing";
import { planReset } from "../../../src/kafka/edits/reset-plan";
import { Fields, type Struct } from "../../../src/kafka/protocol/values";
import { NEVER } from "../../support/session";
import { told } from "./editor";

const movesOf = (...places: readonly (readonly [topic: string, partition: number])[]) =>
  planReset(
    { to: "latest" },
    places.map(([topic, partition]) => ({ topic, partition, start: 0n, end: 5n })),
  ).moves;
const MOVES = movesOf(["a", 0], ["a", 1], ["b", 7]);

/** What is told where the coordinator answers with these codes, by `topic/partition`; undefined: it leaves one out. */
async function outcome(codes: Readonly<Record<string, number | undefined>>, moves = MOVES): Promise<string[]> {
  const partition = (name: string, index: number): Struct[] => {
    const errorCode = codes[`${name}/${index}`];
    return errorCode === undefined ? [] : [{ partitionIndex: index, errorCode }];
  };
  const answer: Struct = {
    topics: ["a", "b"].map((name) => ({
      name,
      partitions: moves.filter(({ topic }) => topic === name).flatMap(({ partition: index }) => partition(name, index)),
    })),
  };
  const acting: Pick<Acting, "signal" | "send"> = {
    signal: NEVER,
    send: async (_broker, _api, _fields, read) => read(new Fields(answer)),
  };
  const result = await commitOffsets(
    acting as Acting,
    { id: "g", coordinator: 1, commits: new Map() },
    moves,
    () => {},
  );
  return told({ ...result, changed: [] });
}

describe("committing the offsets of a plan", () => {
  it("says which partitions were not reset, and why", async () => {
    assert.deepEqual(await outcome({ "a/0": 0, "a/1": 3, "b/7": 0 }), [
      "The offsets of g were reset: 2 of 3 partitions.",
      "Not reset in a: partition 1. UNKNOWN_TOPIC_OR_PARTITION. Refresh, and look again.",
    ]);
  });

  it("says that somebody has joined the group", async () => {
    assert.deepEqual(await outcome({ "a/0": 25, "a/1": 25, "b/7": 25 }), [
      "Not reset in a: partition 0, 1. Somebody is in the group by now (UNKNOWN_MEMBER_ID). Stop its consumers, and plan it again.",
      "Not reset in b: partition 7. Somebody is in the group by now (UNKNOWN_MEMBER_ID). Stop its consumers, and plan it again.",
    ]);
  });

  it("does not say that nothing was done where the coordinator may have written", async () => {
    assert.deepEqual(await outcome({ "a/0": 0, "a/1": 15, "b/7": undefined }), [
      "The offsets of g were reset: 1 of 3 partitions.",
      "It is not known whether offsets were reset in a: partition 1. COORDINATOR_NOT_AVAILABLE. Look whether it was done before you do it again.",
      "It is not known whether offsets were reset in b: partition 7. UNKNOWN_SERVER_ERROR. Look whether it was done before you do it again.",
    ]);
  });

  it("names the partitions that it has not come to", async () => {
    const many = Array.from({ length: 1_000 }, (_, partition) => ["a", partition] as const);
    const moves = movesOf(...many, ["b", 3], ["b", 4]);
    const codes = Object.fromEntries(moves.map(({ topic, partition }) => [`${topic}/${partition}`, 25]));
    const lines = await outcome(codes, moves);
    assert.equal(lines.length, 2);
    assert.equal(lines[1], "Not begun in b: partition 3, 4.");
  });
});
