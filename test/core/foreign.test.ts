import assert from "node:assert/strict";
import type { Connection } from "../../src/core/contract";
import { fingerprintOf } from "../../src/core/foreign";

const connection: Connection = {
  profile: { id: "p", name: "P", access: "observe" },
  name: "redis",
  system: "redis",
  values: { url: "redis://h:1", user: "u" },
  foreign: { variables: [] },
};

describe("what a workspace's connection is known by", () => {
  it("is the same, in whatever order and under whatever name it is written", () => {
    const same = { ...connection, name: "other", values: { user: "u", url: "redis://h:1" } };
    assert.equal(fingerprintOf(same), fingerprintOf(connection));
  });

  it("is another where anything leads elsewhere", () => {
    const { values } = connection;
    const others: readonly Connection[] = [
      { ...connection, values: { ...values, url: "redis://h:2" } },
      { ...connection, values: { ...values, natMap: { "h:1": "evil:1" } } },
      { ...connection, values: { ...values, sentinels: ["evil:26379"] } },
      { ...connection, system: "kafka" },
      { ...connection, foreign: { variables: ["SECRET"] } },
    ];
    const known = new Set([connection, ...others].map(fingerprintOf));
    assert.equal(known.size, others.length + 1);
  });
});
