import assert from "node:assert/strict";
import { assertAllowed } from "../../../src/kafka/allowed";
import { NOTHING, type Permit, permitFor } from "../../../src/kafka/edits/permit";
import { api } from "../../../src/kafka/protocol/messages";
import { Tap } from "../../../src/kafka/transport/tap";

const APIS = ["CreateTopics", "DeleteTopics", "OffsetCommit", "Produce"] as const;

function frame(name: (typeof APIS)[number]): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeInt16BE(api(name).key, 4);
  return bytes;
}

const pass = (name: (typeof APIS)[number], permit: Permit) => () =>
  new Tap("a:1", undefined, permit).request(frame(name));

describe("what an edit may send", () => {
  it("is nothing where the profile observes", () => {
    for (const name of APIS) {
      assert.throws(() => permitFor("observe", name), { code: "forbidden" });
      assert.throws(pass(name, NOTHING), { code: "forbidden" });
      assert.throws(() => assertAllowed(name, {}), { code: "forbidden" });
    }
  });

  it("is the one request that it was permitted", () => {
    for (const permitted of APIS) {
      const permit = permitFor("edit", permitted);
      for (const name of APIS) {
        if (name === permitted) assert.doesNotThrow(pass(name, permit));
        else assert.throws(pass(name, permit), { code: "forbidden" });
      }
    }
  });
});
