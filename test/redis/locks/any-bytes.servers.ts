import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Session } from "../../../src/core/contract";
import { type Entry, VALUE_LIMIT } from "../../../src/core/lock-source";
import { NEVER } from "../../support/session";
import { opened } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { brief, locksOf } from "./masters";

describe("reading the entries of locks, whatever their bytes and whoever may read them", () => {
  let server: OwnServer;
  let client: ReturnType<typeof writer>;

  before(async () => {
    server = await ownServer();
    client = writer(server);
  });
  after(async () => {
    client?.disconnect();
    await server?.stop();
  });

  const look = async (session: Session, names: readonly (string | Buffer)[]): Promise<readonly Entry[]> => {
    const locks = names.map((name) => {
      const key = typeof name === "string" ? Buffer.from(name) : name;
      return { name: key, entries: [{ key, as: "string" as const }] };
    });
    const [master] = (await locksOf(session).sample({ locks }, NEVER)).masters;
    assert.equal(master?.problem, undefined);
    return master?.locks.flatMap(({ entries }) => entries) ?? [];
  };

  it("names and values are bytes, at the first look and at the later ones, which ask for many at once", async () => {
    const session = await opened({ url: server.url });
    const names = Array.from({ length: 400 }, (_, index) => randomBytes(1 + (index % 40)));
    names.push(Buffer.from("Schlüssel 鎖 🔒"), Buffer.from("a\r\nb"), Buffer.from([0]), Buffer.from([0x7f, 0x80]));
    const values = new Map(names.map((name) => [name.toString("latin1"), randomBytes(1 + (name.length % 60))]));
    for (const name of names) await client.set(name, values.get(name.toString("latin1")) ?? "", "PX", 600_000);
    for (let round = 0; round < 3; round++) {
      const entries = await look(session, names);
      for (const [index, name] of names.entries()) {
        const entry = entries[index];
        assert.ok(entry?.type === "string", `${name.toString("hex")} ${entry?.type}`);
        assert.deepEqual(Buffer.from(entry.value), values.get(name.toString("latin1")));
        assert.ok(entry.ttl !== null && entry.ttl > 0 && entry.ttl <= 600_000);
      }
    }
    await session.close();
  });

  it("values around the length that is read", async () => {
    const session = await opened({ url: server.url });
    const lengths = [0, 1, VALUE_LIMIT - 1, VALUE_LIMIT, VALUE_LIMIT + 1, VALUE_LIMIT + 2, 50_000];
    const names = lengths.map((_, index) => `length:${index}`);
    const expected = (all: readonly number[]) => all.map((length) => [Math.min(length, VALUE_LIMIT), length]);
    const seen = async () =>
      (await look(session, names)).map((entry) => (entry.type === "string" ? [entry.value.length, entry.length] : []));
    // Each name grows and shrinks through all lengths, as what was known of it before is another each time.
    for (let shift = 0; shift < lengths.length; shift++) {
      const now = names.map((_, index) => lengths[(index + shift) % lengths.length] ?? 0);
      for (const [index, name] of names.entries()) await client.set(name, "x".repeat(now[index] ?? 0));
      for (let round = 0; round < 2; round++) assert.deepEqual(await seen(), expected(now));
    }
    await session.close();
  });

  for (const [what, rules, expected] of [
    ["PTTL", "+@read -pttl", ["failed denied", "failed denied", "none"]],
    ["GETRANGE", "+@read -getrange -mget", ["failed denied", "failed denied", "none"]],
    ["MGET", "+@read -mget", ["string 'one'", "string 'two'", "none"]],
  ] as const) {
    it(`says of each what could not be read, where ${what} is denied, and asks on`, async () => {
      const user = `without-${what.toLowerCase()}`;
      const more = "-keys +info +hello +select +role +time".split(" ");
      await client.call("ACL", "SETUSER", user, "on", ">secret", "~*", ...rules.split(" "), ...more);
      await client.mset("acl:1", "one", "acl:2", "two");
      const session = await opened({ url: server.url, user }, { secrets: { password: "secret" } });
      for (let round = 0; round < 3; round++) {
        assert.deepEqual((await look(session, ["acl:1", "acl:2", "acl:3"])).map(brief), expected);
      }
      await session.close();
    });
  }

  it("one key that is denied does not hide the others", async () => {
    await client.call("ACL", "SETUSER", "some", "on", ">secret", "~open:*", "+@read", "-keys", "+info", "+role");
    await client.mset("open:1", "one", "closed:1", "two", "open:2", "three");
    const session = await opened({ url: server.url, user: "some" }, { secrets: { password: "secret" } });
    for (let round = 0; round < 3; round++) {
      const entries = await look(session, ["open:1", "closed:1", "open:2"]);
      assert.deepEqual(entries.map(brief), ["string 'one'", "failed denied", "string 'three'"]);
    }
    await session.close();
  });

  it("notices another type behind the value of a moment ago, among many", async () => {
    const session = await opened({ url: server.url });
    const names = Array.from({ length: 120 }, (_, index) => `turn:${index}`);
    for (const name of names) await client.set(name, "v");
    for (let round = 0; round < 2; round++) await look(session, names);
    await client.del("turn:7", "turn:70", "turn:100");
    await client.hset("turn:7", "f", "1");
    await client.rpush("turn:70", "1");
    for (let round = 0; round < 2; round++) {
      const seen = (await look(session, names)).map(brief);
      assert.deepEqual([seen[7], seen[70], seen[100]], ["other hash", "other list", "none"]);
      assert.equal(seen.filter((one) => one === "string 'v'").length, 117);
    }
    await session.close();
  });
});
