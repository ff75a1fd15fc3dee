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
    const changes: readonly Command[] = [["SET", key, "v"], ["EXEC"]];
    const begun = (watched: Buffer) => {
      const permit = editing();
      permit([["WATCH", watched]]);
      permit([["MULTI"]]);
      return permit;
    };
    refused(["SET", key, "v"]);
    refused(["MULTI"]);
    refused(...changes);
    const permit = begun(key);
    permit(changes);
    // EXEC ended the watch.
    assert.throws(() => permit([["MULTI"]]), { code: "forbidden" });
    assert.throws(() => permit(changes), { code: "forbidden" });
    assert.throws(() => begun(other)(changes), { code: "forbidden" });
    const unwatched = editing();
    unwatched([["WATCH", key]]);
    unwatched([["UNWATCH"]]);
    assert.throws(() => unwatched([["MULTI"]]), { code: "forbidden" });
    for (const wrong of [
      [["SET", key, "v"]],
      [["SET", other, "v"], ["EXEC"]],
      [["FLUSHALL"], ["EXEC"]],
      [["EVAL", "return 1", "0"], ["EXEC"]],
      // What is one step on its own would be queued here, and done or not with all the rest.
      [["UNLINK", other]],
      [["TYPE", key]],
    ] as const)
      assert.throws(() => begun(key)(wrong), { code: "forbidden" });
  });

  it("is never a value together with what begins its transaction: where that is refused, the value would be written", () => {
    const permit = editing();
    permit([["WATCH", key]]);
    assert.throws(() => permit([["MULTI"], ["SET", key, "v"], ["EXEC"]]), { code: "forbidden" });
  });
});
