import assert from "node:assert/strict";
import { assertAllowed, type Command } from "../../src/redis/allowed";

describe("assertAllowed", () => {
  const refused: readonly Command[] = [
    ["SET", "a", "b"],
    ["del", "a"],
    ["KEYS", "*"],
    ["FLUSHALL"],
    ["CONFIG", "SET", "a", "b"],
    ["CONFIG", "GET", "a"],
    ["MONITOR"],
    ["SUBSCRIBE", "a"],
    ["EVAL", "return 1", "0"],
    ["GETDEL", "a"],
    ["GETEX", "a", "PERSIST"],
    ["EXPIRE", "a", "1"],
    ["CLIENT", "KILL", "ID", "1"],
    ["CLIENT", "PAUSE", "1000"],
    ["OBJECT"],
    ["MEMORY", "PURGE"],
    ["CLUSTER", "RESET"],
    ["SENTINEL", "FAILOVER", "m"],
    ["SCRIPT", "FLUSH"],
    ["XREADGROUP", "GROUP", "g", "c"],
    ["BLPOP", "a", "0"],
    ["SMEMBERS", "a"],
    ["SORT", "a", "STORE", "b"],
  ];

  it("refuses everything that is not a look", () => {
    for (const command of refused)
      assert.throws(() => assertAllowed(command), { code: "forbidden" }, command.join(" "));
  });

  it("lets pass what only reads, in any case", () => {
    for (const command of [
      ["SCAN", "0"],
      ["scan", "0"],
      ["Object", "encoding", "k"],
      ["MEMORY", "USAGE", "k"],
    ] as const) {
      assert.doesNotThrow(() => assertAllowed(command));
    }
  });

  it("names a command, never its arguments", () => {
    assert.throws(
      () => assertAllowed(["SET", "key", "s3cret"]),
      (error: Error) => !error.message.includes("s3cret"),
    );
  });
});
