import assert from "node:assert/strict";
import type { Command } from "../../../src/redis/allowed";
import { editing } from "../../../src/redis/edits/permit";

const key = Buffer.from("k");
const other = Buffer.from("o");

describe("what the connection of one edit may send", () => {
  const refused = (...commands: readonly Command[]) =>
    assert.throws(() => editing()(commands), { code: "forbidden" }, JSON.stringify(commands));

  it("is looking, and what is one step at the server", () => {
    editing()([
      ["TYPE", key],
      ["UNLINK", key],
      ["PEXPIRE", key, "1"],
    ]);
    editing()([["RENAMENX", key, other]]);
    refused(["FLUSHALL"]);
    refused(["RENAME", key, other]);
    refused(["UNLINK", "k"]);
  });

  it("is a value in a transaction alone, about the key that is watched on this connection", () => {
    const transaction: readonly Command[] = [["MULTI"], ["SET", key, "v"], ["EXEC"]];
    refused(["SET", key, "v"]);
    refused(...transaction);
    const permit = editing();
    permit([["WATCH", key]]);
    permit(transaction);
    // EXEC ended the watch.
    assert.throws(() => permit(transaction), { code: "forbidden" });
    const elsewhere = editing();
    elsewhere([["WATCH", other]]);
    assert.throws(() => elsewhere(transaction), { code: "forbidden" });
    const unwatched = editing();
    unwatched([["WATCH", key]]);
    unwatched([["UNWATCH"]]);
    assert.throws(() => unwatched(transaction), { code: "forbidden" });
    for (const wrong of [
      [["MULTI"], ["SET", key, "v"]],
      [["MULTI"], ["SET", other, "v"], ["EXEC"]],
      [["MULTI"], ["FLUSHALL"], ["EXEC"]],
      [["MULTI"], ["EVAL", "return 1", "0"], ["EXEC"]],
    ] as const) {
      const watching = editing();
      watching([["WATCH", key]]);
      assert.throws(() => watching(wrong), { code: "forbidden" });
    }
  });
});
