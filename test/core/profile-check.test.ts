import assert from "node:assert/strict";
import type { System } from "../../src/core/contract";
import { type Problem, profileId } from "../../src/core/profile";
import { checkProfiles } from "../../src/core/profile-check";
import { english, render } from "../../src/core/render";
import { text } from "../../src/core/text";

const system: System = {
  id: "redis",
  title: "Redis",
  fields: [
    { name: "url", type: "text", label: text("URL"), help: text("where"), required: true },
    { name: "password", type: "secret", label: text("Password"), help: text("secret") },
    { name: "nodes", type: "list", label: text("Nodes"), help: text("list") },
    { name: "hosts", type: "map", label: text("Hosts"), help: text("map") },
    { name: "tls", type: "boolean", label: text("TLS"), help: text("yes or no"), fallback: false },
    { name: "mode", type: "text", label: text("Mode"), help: text("one of"), options: ["a", "b"] },
    { name: "locks.masters", type: "list", label: text("Masters"), help: text("list") },
    { name: "locks.conventions", type: "map", label: text("Conventions"), help: text("map") },
  ],
  goTo: [],
  localhost: { port: 6379, values: { url: "redis://localhost:6379" } },
  endpoint: (values) => String(values.url),
  check: (values) => (String(values.url).includes("bad") ? { field: "url", why: text("is bad") } : undefined),
  open: () => Promise.reject(new Error("not in this test")),
};

const good = { system: "redis", url: "redis://localhost:6379" };
const check = (value: unknown, env = {}) => checkProfiles([{ origin: "user", value }], [system], env);
const said = (problem: Problem | undefined) => {
  assert.ok(problem);
  const reader = english();
  return `${render(problem.profile, reader)}: ${problem.field} ${render(problem.why, reader)}`;
};

describe("checkProfiles", () => {
  it("takes a good profile, with what is left out filled in", () => {
    const { profiles, problems } = check([{ name: "local", connections: [good] }]);
    assert.deepEqual(problems, []);
    assert.equal(profiles[0]?.access, "observe");
    assert.deepEqual(profiles[0]?.connections[0]?.values, { url: good.url, tls: false });
  });

  it("reads the fields of an object in a connection, and says what is wrong in it", () => {
    const locks = (value: unknown) => check([{ name: "local", connections: [{ ...good, locks: value }] }], { A: "a" });
    const fine = locks({ masters: ["${env:A}", "b"], conventions: { "jobs:*": "hash" } });
    assert.deepEqual(fine.problems, []);
    assert.deepEqual(fine.profiles[0]?.connections[0]?.values, {
      url: good.url,
      tls: false,
      "locks.masters": ["a", "b"],
      "locks.conventions": { "jobs:*": "hash" },
    });
    assert.equal(said(locks("all").problems[0]), "local: connections[0].locks must be an object");
    assert.match(said(locks({ masters: 5 }).problems[0]), /connections\[0\]\.locks\.masters must be a list/);
    assert.match(said(locks({ master: [] }).problems[0]), /connections\[0\]\.locks\.master is not known here/);
  });

  it("keeps the good ones beside every kind of bad one", () => {
    const bad: unknown[] = [
      null,
      42,
      [],
      {},
      { name: "" },
      { name: "---" },
      { name: "x", access: "root", connections: [] },
      { name: "x" },
      { name: "x", production: "yes", connections: [] },
    ];
    const { profiles, problems } = check([...bad, { name: "good", connections: [good] }]);
    assert.deepEqual(
      profiles.map((profile) => profile.name),
      ["good"],
    );
    assert.equal(problems.length, bad.length);
  });

  it("names profile, field and reason", () => {
    const wrong: [unknown, RegExp][] = [
      [{ system: "mongo" }, /^p: connections\[0\]\.system must be one of redis$/],
      [{ system: "redis" }, /^p: connections\[0\]\.url is missing$/],
      [{ system: "redis", url: 1 }, /^p: connections\[0\]\.url must be a string$/],
      [{ system: "redis", url: " " }, /url is empty$/],
      [{ ...good, nodes: "a" }, /nodes must be a list of strings/],
      [{ ...good, hosts: { a: 1 } }, /hosts must be an object whose values are strings$/],
      [{ ...good, tls: "yes" }, /tls must be true or false$/],
      [{ ...good, mode: "c" }, /mode must be one of a, b$/],
      [{ system: "redis", url: "redis://bad" }, /connections\[0\]\.url is bad$/],
      [{ ...good, password: "hunter2" }, /password does not belong in the settings/],
      [{ ...good, urll: "x" }, /urll is not known here and is ignored; known are system, name, url/],
    ];
    for (const [connection, pattern] of wrong) {
      const { problems } = check([{ name: "p", connections: [connection] }]);
      assert.match(said(problems[0]), pattern);
      assert.doesNotMatch(JSON.stringify(problems), /hunter2/);
    }
  });

  it("keeps a connection that has only a field too much", () => {
    const { profiles, problems } = check([{ name: "p", connections: [{ ...good, urll: "x" }] }]);
    assert.equal(profiles[0]?.connections.length, 1);
    assert.equal(problems.length, 1);
  });

  it("keeps the other connections of a profile", () => {
    const { profiles } = check([{ name: "p", connections: [{ system: "redis" }, { ...good, name: "cache" }] }]);
    assert.deepEqual(
      profiles[0]?.connections.map((connection) => connection.name),
      ["cache"],
    );
  });

  it("wants names for two connections of a kind", () => {
    const { profiles, problems } = check([{ name: "p", connections: [good, good, { ...good, name: "b" }] }]);
    assert.deepEqual(
      profiles[0]?.connections.map((connection) => connection.name),
      ["redis", "b"],
    );
    assert.match(said(problems[0]), /connections\[1\]\.name “redis” is used twice/);
  });

  it("fills in the environment, and says which variable is missing", () => {
    const connection = {
      system: "redis",
      url: "redis://${env:HOST}:1",
      password: "${env:PASSWORD}",
      nodes: ["${env:HOST}"],
    };
    const { profiles } = check([{ name: "p", connections: [connection] }], { HOST: "h", PASSWORD: "s" });
    const values = { url: "redis://h:1", password: "s", nodes: ["h"], tls: false };
    assert.deepEqual(profiles[0]?.connections[0]?.values, values);
    const { problems } = check([{ name: "p", connections: [connection] }], { PASSWORD: "s" });
    assert.match(said(problems[0]), /url names the environment variable HOST, which is not set/);
  });

  it("never lets a workspace replace a user's profile", () => {
    const { profiles, problems } = checkProfiles(
      [
        { origin: "user", value: [{ name: "Prod", connections: [good] }] },
        { origin: "workspace", value: [{ name: "prod", access: "edit", connections: [good] }] },
      ],
      [system],
      {},
    );
    assert.deepEqual(
      profiles.map(({ origin, access }) => [origin, access]),
      [["user", "observe"]],
    );
    assert.ok(problems.map(said).some((line) => /“Prod” is already the name of another profile/.test(line)));
  });

  it("never lets a workspace's profile edit, and says so", () => {
    const { profiles, problems } = checkProfiles(
      [{ origin: "workspace", value: [{ name: "theirs", access: "edit", connections: [good] }] }],
      [system],
      {},
    );
    assert.equal(profiles[0]?.access, "observe");
    assert.equal(profiles[0]?.connections[0]?.profile.access, "observe");
    assert.match(said(problems[0]), /access is “edit” in your own settings only/);
  });

  it("marks what a workspace names, with the variables that it reads", () => {
    const url = "redis://${env:HOST}:1";
    const connections = [good, { ...good, name: "other", url, password: "${env:PASSWORD}" }];
    const of = (origin: "user" | "workspace") =>
      checkProfiles([{ origin, value: [{ name: "p", connections }] }], [system], {
        HOST: "h",
        PASSWORD: "s",
      }).profiles[0]?.connections.map(({ foreign }) => foreign);
    assert.deepEqual(of("user"), [undefined, undefined]);
    assert.deepEqual(of("workspace"), [{ variables: [] }, { variables: ["HOST", "PASSWORD"] }]);
  });

  it("says that a setting of another shape cannot be read", () => {
    assert.match(said(check({ name: "p" }).problems[0]), /clusterObserver\.profiles: .*must be a list/);
    assert.deepEqual(check(undefined), { profiles: [], problems: [] });
  });
});

describe("profileId", () => {
  it("is what a Uri's authority keeps", () => {
    assert.equal(profileId("  My Staging / EU "), "my-staging-eu");
    assert.equal(profileId("生产"), "生产");
  });
});
