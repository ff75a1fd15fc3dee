import assert from "node:assert/strict";
import type { Redis } from "ioredis";
import { servers } from "../../servers/shared";
import { NEVER } from "../../support/session";
import { keyAt } from "../opened";
import { writer } from "../own-server";
import { Editor, planned, saidBy, told } from "./editing";

const { redis } = servers();
const DB = 12;

describe("saving a value of a real Redis", () => {
  const client: Redis = writer(redis, DB);
  let editor: Editor;

  before(async () => {
    editor = await Editor.open({ url: `redis://127.0.0.1:${redis.port}/${DB}` });
  });

  beforeEach(() => client.flushdb());

  /** Members and scores in turn, whichever way the client library hands them over. */
  const scores = async (): Promise<readonly unknown[]> => {
    const answer = await client.call("ZRANGE", "z", "0", "-1", "WITHSCORES");
    return Array.isArray(answer) ? answer.flat() : [];
  };

  after(async () => {
    await editor.close();
    await client.flushdb();
    client.disconnect();
  });

  const at = (key: string) => keyAt(DB, key);
  /** Loads, changes the text, saves. */
  const edit = async (key: string, change: (text: string) => string) => {
    const { bytes, text, writable } = await editor.load(at(key));
    assert.ok(writable);
    const plan = await editor.save(at(key), change(text), bytes);
    const outcome = await plan.apply(() => {}, NEVER);
    assert.deepEqual(outcome.failed, []);
    return { plan: planned(plan), said: told(outcome) };
  };

  it("writes a string, and keeps its time to live", async () => {
    await client.set("s", "old", "EX", 1_000);
    const { plan, said } = await edit("s", () => "new 值\n");
    assert.match(plan, /^Save s\?[\s\S]*Type: string[\s\S]*keeps its time to live/);
    assert.equal(said, "s was saved.");
    assert.equal(await client.get("s"), "new 值\n");
    assert.ok((await client.ttl("s")) > 900);
    assert.match((await edit("s", (text) => text)).said, /nothing to change/);
    await edit("s", () => "");
    assert.equal(await client.get("s"), "");
  });

  it("touches only what was changed of a hash, a set and a sorted set", async () => {
    await client.hset("h", { a: "1", b: "2", c: "3" });
    await client.pexpire("h", 900_000);
    const { plan } = await edit("h", (text) =>
      text.replace('"a": "1"', '"a": "9"').replace('"b": "2",', "").replace('"c"', '"d"'),
    );
    assert.match(plan, /Fields that are set: 2\.\nFields that are removed: 2\./);
    assert.deepEqual(await client.hgetall("h"), { a: "9", d: "3" });
    assert.ok((await client.pttl("h")) > 800_000);
    // Every field is another one: the key is never empty in between, so it keeps its time to live.
    await edit("h", () => '{ "x": "y" }');
    assert.deepEqual(await client.hgetall("h"), { x: "y" });
    assert.ok((await client.pttl("h")) > 800_000);

    await client.sadd("s", "a", Buffer.from([255]));
    await edit("s", (text) => text.replace('"a"', '"b", "c"'));
    assert.deepEqual((await client.smembersBuffer("s")).map((member) => member.toString("hex")).sort(), [
      "62",
      "63",
      "ff",
    ]);
    await client.zadd("z", "0.1", "m", "-inf", "low", "9007199254740993", "big");
    await edit("z", (text) => text.replace("0.1", "0.2"));
    assert.deepEqual(await scores(), ["low", "-inf", "m", "0.20000000000000001", "big", "9007199254740992"]);
  });

  it("writes a list, in place, longer and shorter", async () => {
    await client.rpush("l", "a", "b", "c");
    await client.pexpire("l", 900_000);
    for (const items of [
      ["a", "x", "c"],
      ["a", "x", "c", "d"],
      ["d", "a"],
      ["a", "a"],
    ]) {
      await edit("l", () => JSON.stringify(items));
      assert.deepEqual(await client.lrange("l", 0, -1), items);
      assert.ok((await client.pttl("l")) > 800_000);
    }
  });

  it("overwrites nobody: not what was changed since it was loaded, nor between the question and the yes", async () => {
    const cases = {
      string: [() => client.set("k", "1"), () => client.append("k", "2"), '"mine"'],
      hash: [() => client.hset("k", "f", "1"), () => client.hset("k", "f", "2"), '{ "f": "mine" }'],
      list: [() => client.rpush("k", "1"), () => client.lset("k", 0, "2"), '["mine"]'],
      set: [() => client.sadd("k", "1"), () => client.sadd("k", "2"), '["mine"]'],
      zset: [() => client.zadd("k", 1, "m"), () => client.zadd("k", 2, "m"), '[{ "member": "m", "score": 3 }]'],
      type: [() => client.set("k", "1"), () => client.multi().del("k").sadd("k", "1").exec(), '"mine"'],
      gone: [() => client.set("k", "1"), () => client.del("k"), '"mine"'],
    } as const;
    for (const [name, [make, meddle, mine]] of Object.entries(cases)) {
      await client.flushdb();
      await make();
      const { bytes } = await editor.load(at("k"));
      const plan = await editor.save(at("k"), mine, bytes);
      await meddle();
      const before = await client.dumpBuffer("k");
      assert.match(await saidBy(plan.apply(() => {}, NEVER)), /^changed: /, name);
      assert.match(await saidBy(editor.save(at("k"), mine, bytes)), /^changed: /, name);
      assert.deepEqual(await client.dumpBuffer("k"), before, name);
    }
  });

  it("does not take a member that comes back in another order for a change", async () => {
    await client.sadd("s", "1", "2", "3");
    const { bytes } = await editor.load(at("s"));
    await client.del("s");
    await client.sadd("s", "x", "3", "2", "1");
    await client.srem("s", "x");
    const plan = await editor.save(at("s"), '["1"]', bytes);
    await plan.apply(() => {}, NEVER);
    assert.deepEqual(await client.smembers("s"), ["1"]);
  });

  it("says what is wrong with a document, and changes nothing", async () => {
    await client.hset("h", "f", "1");
    const { bytes } = await editor.load(at("h"));
    for (const [content, why] of [
      ['{ "f": 1 }', /neither a text in quotes nor bytes: 1/],
      ['{ "f": "1", "f": "2" }', /names the field f twice/],
      ['{ "f": "1" \n x }', /not JSON/],
      ["{}", /delete it/],
      ['["f"]', /entry that is not/],
      ['{ "f": { "base64": "?" } }', /neither a text/],
      ['{ "f": "\\ud800" }', /surrogate/],
    ] as const) {
      assert.match(await saidBy(editor.save(at("h"), content, bytes)), why, content);
    }
    assert.match(await saidBy(editor.save(at("h"), Buffer.from([255]), bytes)), /not UTF-8/);
    assert.deepEqual(await client.hgetall("h"), { f: "1" });
  });

  it("is not offered where not all of the value is shown", async () => {
    await client.set("big", "x".repeat(2 << 20));
    await client.hset("clipped", "f", "x".repeat(200_000));
    await client.rpush("long", ...Array.from({ length: 1_001 }, (_, index) => `${index}`));
    await client.xadd("stream", "*", "f", "v");
    for (const key of ["big", "clipped", "long", "stream"]) {
      const { writable, bytes } = await editor.load(at(key));
      assert.equal(writable, false, key);
      if (key !== "big") assert.match(await saidBy(editor.save(at(key), "[]", bytes)), /^unsupported: /);
    }
  });
});
