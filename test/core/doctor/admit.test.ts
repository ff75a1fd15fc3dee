import assert from "node:assert/strict";
import { admit } from "../../../src/core/doctor/admit";
import { Failure, isFailure } from "../../../src/core/failure";
import { text } from "../../../src/core/text";
import { redis } from "../../../src/redis/system";

const url = "redis://127.0.0.1:6379";

describe("a test of a connection", () => {
  it("does not begin, with a name or a socket, before the house has allowed it", () => {
    const refused = new Failure({ code: "forbidden", what: text("not allowed") });
    const profile = { id: "p", name: "P", access: "observe" } as const;
    const connection = { profile, name: "redis", system: "redis", values: { url }, foreign: { variables: [] } };
    const host = {
      timeout: () => 1_000,
      setting: <T>(_system: string, _name: string, fallback: T) => fallback,
      secret: async () => assert.fail("no secret is asked for"),
      log: () => {},
      assertAllowed: () => {
        throw refused;
      },
    };
    assert.throws(() => admit(redis, connection, host), isFailure);
  });
});
