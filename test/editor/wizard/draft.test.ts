import assert from "node:assert/strict";
import fc from "fast-check";
import type { Origin } from "../../../src/core/profile";
import { checkProfiles } from "../../../src/core/profile-check";
import { checkConnection, checkDraft, draftOf } from "../../../src/editor/wizard/draft";
import { systems } from "../../../src/systems";

const url = "redis://127.0.0.1:6379";

/** The draft of the one profile in these settings. */
function draft(raw: Readonly<Record<string, unknown>>, origin: Origin) {
  const { profiles } = checkProfiles([{ origin, value: [raw] }], systems, {});
  const [profile] = profiles;
  assert.ok(profile);
  return draftOf(raw, profile);
}

describe("a profile in the wizard", () => {
  it("stays a stranger's where a workspace has it, so that it is asked about and gets no secret of another", () => {
    const theirs = draft({ name: "p", connections: [{ system: "redis", url }] }, "workspace");
    const [connection] = theirs.connections;
    assert.ok(connection);
    const { checked } = checkConnection(connection, theirs.origin);
    assert.deepEqual(checked?.foreign, { variables: [] });
    assert.deepEqual(connection.before?.foreign, { variables: [] });
    assert.equal(checkConnection(connection, "user").checked?.foreign, undefined);
    assert.ok(checkDraft(theirs).profile?.connections.every(({ foreign }) => foreign));
  });

  it("knows which connections were there before, by their names", () => {
    const connections = [
      { system: "redis", url },
      { system: "redis", url, name: " cache " },
      { system: "redis", url: "nonsense", name: "bad" },
    ];
    const before = draft({ name: "p", connections }, "user").connections.map((one) => one.before?.name);
    assert.deepEqual(before, ["redis", "cache", undefined]);
  });

  it("can be made of whatever stands in the settings", () => {
    const connection = fc.oneof(
      fc.anything({ maxDepth: 2 }),
      fc.record({ system: fc.constantFrom("redis", "kafka", "hdfs"), url: fc.anything({ maxDepth: 1 }) }),
    );
    fc.assert(
      fc.property(fc.array(connection, { maxLength: 4 }), (connections) => {
        for (const one of draft({ name: "p", connections }, "workspace").connections) {
          for (const value of Object.values(one.values)) assert.notEqual(value, null);
          checkConnection(one, "workspace");
        }
      }),
    );
  });
});
