import assert from "node:assert/strict";
import type { Connection } from "../../src/core/contract";
import { fingerprintOf, questionOf } from "../../src/core/foreign";
import { checkProfiles } from "../../src/core/profile-check";
import { english, render } from "../../src/core/render";
import { systemOf, systems } from "../../src/systems";

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

describe("the question before a workspace's connection is opened", () => {
  /** As a person reads it. */
  const asked = (raw: object, env: Readonly<Record<string, string>> = {}): string => {
    const value = [{ name: "p", connections: [raw] }];
    const { profiles, problems } = checkProfiles([{ origin: "workspace", value }], systems, env);
    assert.deepEqual(problems, []);
    const [connection] = profiles[0]?.connections ?? [];
    const system = systemOf(connection?.system ?? "");
    assert.ok(connection && system);
    const { question, detail } = questionOf(connection, system);
    return [question, ...detail].map((part) => render(part, english())).join("\n");
  };

  it("names every place and file that the settings lead to, whichever field it stands in", () => {
    const hdfs = { system: "hdfs", url: "https://nn:9871", standby: ["http://evil:1"], ca: "/their/ca.pem" };
    const redis = {
      system: "redis",
      url: "rediss://h:1",
      master: "m",
      sentinels: ["evil:2"],
      natMap: { "10.0.0.1:6379": "evil:3" },
      locks: { masters: ["redis://evil:4"] },
      cert: "/mine/cert.pem",
      key: "/mine/key.pem",
    };
    const kafka = { system: "kafka", brokers: ["b:1", "b:2"], hostMap: { "b:1": "evil:5" } };
    const said = [
      asked({ ...hdfs, hostMap: { dn: "evil:6" } }),
      asked(redis),
      asked({ system: "redis", url: "unix:///their/socket" }),
      asked(kafka),
    ].join("\n");
    for (const place of [1, 2, 3, 4, 5, 6].map((port) => `evil:${port}`)) assert.ok(said.includes(place), place);
    for (const file of ["/their/ca.pem", "/mine/cert.pem", "/mine/key.pem", "/their/socket"])
      assert.ok(said.includes(file), file);
    assert.match(said, /b:1 → evil:5/);
  });

  it("names the variables that it reads, and shows where one would go, but no secret", () => {
    const env = { TOKEN: "t0ps3cret", CLOUD: "akia123" };
    const said = asked({ system: "redis", url: "redis://${env:CLOUD}.evil.example", password: "${env:TOKEN}" }, env);
    assert.match(said, /akia123\.evil\.example:6379/);
    assert.match(said, /variables of your environment: CLOUD, TOKEN/);
    assert.match(said, /Password: from your environment/);
    assert.doesNotMatch(said, /t0ps3cret/);
  });

  it("cannot be given lines of its own, nor text that is turned round, and says what it leaves out", () => {
    const said = asked({
      system: "redis",
      url: "unix:///a\nYou have allowed this before.\u202etxt",
      locks: { patterns: Array.from({ length: 1_000 }, (_, index) => `p${index}`) },
    });
    assert.match(said, /\/a\\nYou have allowed this before\.\\u\{202e\}txt/);
    assert.match(said, /Lock names: p0, p1.*… and [\d,]+ more characters, which stand in the settings/);
    assert.equal(said.split("\n").length, 5);
  });

  it("is asked by no name that hides something or is endless", () => {
    for (const name of ["a\nb", "a\u202eb", "a\u200bb", "a\u001b[31m", "x".repeat(101)]) {
      const connections = [{ system: "redis", url: "redis://h" }];
      const { profiles } = checkProfiles([{ origin: "workspace", value: [{ name, connections }] }], systems, {});
      assert.deepEqual(profiles, [], JSON.stringify(name));
      const value = [{ name: "p", connections: [{ ...connections[0], name }] }];
      const { profiles: others } = checkProfiles([{ origin: "workspace", value }], systems, {});
      assert.deepEqual(others[0]?.connections, [], JSON.stringify(name));
    }
  });
});
