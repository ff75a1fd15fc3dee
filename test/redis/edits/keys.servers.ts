import assert from "node:assert/strict";
import type { Redis } from "ioredis";
import { servers } from "../../servers/shared";
import { NEVER } from "../../support/session";
import { below, database, keyAt, ROOT } from "../opened";
import { writer } from "../own-server";
import { Editor, planned, saidBy, told } from "./editing";

const { redis } = servers();
const DB = 11;
const url = `redis://127.0.0.1:${redis.port}/${DB}`;
const NAMES = ["a b", "订单:100%", "../../x", "$(trash)", "x\r\ny", "*?[a]\\", "{tag}:1"];

describe("changing the keys of a real Redis", () => {
  const client: Redis = writer(redis, DB);
  let editor: Editor;

  before(async () => {
    editor = await Editor.open({ url });
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

  it("makes keys of any name and type, and nothing before it was said yes to", async () => {
    for (const name of NAMES) {
      const plan = await editor.plan("setKey", database(DB), { name, type: "string", value: Buffer.from([0, 255]) });
      assert.match(planned(plan), /^Make the key /);
      assert.equal(await client.exists(name), 0);
      const outcome = await plan.apply(() => {}, NEVER);
      assert.deepEqual(outcome.failed, []);
      assert.deepEqual(outcome.reveal, keyAt(DB, name));
      assert.deepEqual(await client.getBuffer(name), Buffer.from([0, 255]));
      await assert.rejects(
        plan.apply(() => {}, NEVER),
        { code: "invalid" },
      );
    }
    const make = (name: string, type: string, value: string, ttl?: string) =>
      editor.do("setKey", ROOT, { name, type, value: Buffer.from(value), ttl });
    await make("h", "hash", '{ "f": "1", "__proto__": "x" }', "2h");
    assert.deepEqual(Object.entries(await client.hgetall("h")).sort(), [
      ["__proto__", "x"],
      ["f", "1"],
    ]);
    const ttl = await client.pttl("h");
    assert.ok(ttl > 7_000_000 && ttl <= 7_200_000, `${ttl}`);
    await make("l", "list", JSON.stringify(Array.from({ length: 2_500 }, (_, index) => `${index}`)));
    assert.equal(await client.lindex("l", 2_499), "2499");
    await make("s", "set", '["b", { "base64": "/w==" }]');
    assert.deepEqual((await client.smembersBuffer("s")).map((member) => member.toString("hex")).sort(), ["62", "ff"]);
    await make("z", "zset", '[{ "member": "m", "score": 0.1 }, { "member": "n", "score": "inf" }]');
    assert.deepEqual(await scores(), ["m", "0.10000000000000001", "n", "inf"]);
  });

  it("says what is there before it replaces it, and does not where it has changed by then", async () => {
    await client.rpush("k", "a", "b");
    await client.pexpire("k", 500_000);
    const answers = { name: "k", type: "string", value: Buffer.from("new") };
    const plan = await editor.plan("setKey", below(DB, "k"), answers);
    assert.match(planned(plan), /Replace the value of k\?[\s\S]*It is there already: list/);
    await client.rpush("k", "c");
    assert.match(await saidBy(plan.apply(() => {}, NEVER)), /^changed: The key k has changed meanwhile/);
    assert.equal(await client.type("k"), "list");
    await editor.do("setKey", database(DB), answers);
    assert.equal(await client.get("k"), "new");
    assert.ok((await client.pttl("k")) > 400_000);
    // Made by somebody else between the plan and the yes.
    const late = await editor.plan("setKey", database(DB), { ...answers, name: "late" });
    await client.set("late", "theirs");
    await assert.rejects(
      late.apply(() => {}, NEVER),
      { code: "changed" },
    );
    assert.equal(await client.get("late"), "theirs");
  });

  it("gives a time to live and takes it away, of one key and of several", async () => {
    await client.mset("one", "1", "two", "2");
    assert.equal(told(await editor.do("setTtl", keyAt(DB, "one"), { ttl: "10m" })), "one lives for 10 min.");
    assert.ok((await client.pttl("one")) > 590_000);
    const both = [keyAt(DB, "one"), keyAt(DB, "two"), keyAt(DB, "gone")];
    const plan = await editor.plan("setTtl", both, { ttl: "none" });
    assert.equal(plan.review?.text, "one\ntwo\ngone");
    assert.match(told(await plan.apply(() => {}, NEVER)), /2 keys have no limit any more\.\nThe key gone is not there/);
    assert.equal(await client.pttl("one"), -1);
    for (const ttl of ["0", "-5", "soon", "9999999999999d"])
      await assert.rejects(editor.plan("setTtl", both, { ttl }), { code: "invalid" }, ttl);
  });

  it("renames, never onto another key", async () => {
    await client.set("from", "v", "EX", 100);
    await client.set("taken", "theirs");
    assert.match(await saidBy(editor.plan("rename", keyAt(DB, "from"), { name: "taken" })), /^changed: There is a key/);
    const plan = await editor.plan("rename", keyAt(DB, "from"), { name: "to:1" });
    await client.set("to:1", "theirs");
    await assert.rejects(
      plan.apply(() => {}, NEVER),
      { code: "changed" },
    );
    assert.equal(await client.get("to:1"), "theirs");
    await editor.do("rename", keyAt(DB, "from"), { name: "to:2" });
    assert.equal(await client.get("to:2"), "v");
    assert.ok((await client.ttl("to:2")) > 90);
    const again = await editor.plan("rename", keyAt(DB, "to:2"), { name: "x" });
    await client.del("to:2");
    assert.match(await saidBy(again.apply(() => {}, NEVER)), /^changed: The key to:2 is not there/);
  });

  it("deletes exactly the keys that were shown", async () => {
    const keys = Array.from({ length: 1_203 }, (_, index) => `app:${index}`);
    await client.mset(keys.flatMap((key) => [key, "v"]));
    await client.set("other", "v");
    const [input] = await editor.form("deletePattern", below(DB, "app:"));
    assert.equal(input?.fallback, "app:*");
    const plan = await editor.plan("deletePattern", below(DB, "app:"), { pattern: "app:*" });
    assert.match(planned(plan), /^Delete the 1,203 keys that match app:\*\?/);
    assert.deepEqual(plan.review?.text.split("\n").sort(), [...keys].sort());
    await client.set("app:later", "v");
    await client.del("app:7");
    const said = told(await plan.apply(() => {}, NEVER));
    assert.equal(said, "1,202 of 1,203 keys were deleted.\n1 were gone already.");
    assert.deepEqual((await client.keys("*")).sort(), ["app:later", "other"]);
    assert.match(await saidBy(editor.plan("deletePattern", ROOT, { pattern: "no*" })), /^notFound: No key of database/);
    await editor.do("delete", [keyAt(DB, "other"), keyAt(DB, "app:later")]);
    assert.equal(await client.dbsize(), 0);
    assert.match(await saidBy(editor.plan("delete", keyAt(DB, "other"))), /^changed: The key other is not there/);
  });

  it("tells what was deleted of as many namespaces as keys", async () => {
    const KEYS = 40_000;
    for (let begin = 0; begin < KEYS; begin += 1_000)
      await client.mset(Array.from({ length: 1_000 }, (_, index) => [`a:${begin + index}:b:c:d`, "v"]).flat());
    const outcome = await editor.do("deletePattern", database(DB), { pattern: "a:*" });
    assert.equal(told(outcome), "40,000 of 40,000 keys were deleted.");
    // The editor looks at each of them again.
    assert.ok(outcome.changed.length < KEYS / 4, `${outcome.changed.length}`);
    assert.equal(await client.dbsize(), 0);
  });

  it("has room for names that are nothing but delimiters, and does not fill a sentence with them", async () => {
    const name = ":".repeat(100_000);
    await client.set(name, "v");
    assert.ok(await editor.session.find(keyAt(DB, name), NEVER));
    assert.ok((editor.session.ancestors?.(keyAt(DB, name)) ?? []).length < 200);
    const plan = await editor.plan("delete", keyAt(DB, name));
    assert.ok(planned(plan).length < 1_000);
    const outcome = await plan.apply(() => {}, NEVER);
    assert.ok(outcome.changed.length < 200);
    assert.equal(await client.dbsize(), 0);
  });

  it("says what was not deleted where it is stopped half-way", async () => {
    await client.mset(Array.from({ length: 1_500 }, (_, index) => [`n:${index}`, "v"]).flat());
    const plan = await editor.plan("deletePattern", database(DB), { pattern: "n:*" });
    const stop = new AbortController();
    const outcome = await plan.apply(() => stop.abort(), stop.signal);
    const left = await client.dbsize();
    assert.ok(left > 0 && left < 1_500, `${left}`);
    assert.match(told(outcome), /of 1,500 keys were deleted\.[\s\S]*of 1,500 keys were not deleted\./);
  });

  it("is refused in a profile that observes, before anything is sent", async () => {
    await client.set("k", "v");
    const observing = await Editor.open({ url }, "observe");
    try {
      for (const id of ["setKey", "setTtl", "rename", "delete", "deletePattern"]) {
        assert.match(await saidBy(observing.form(id, keyAt(DB, "k"))), /^forbidden: /);
        assert.match(await saidBy(observing.plan(id, keyAt(DB, "k"), { name: "x", ttl: "1" })), /^forbidden: /);
      }
      const { bytes, writable } = await observing.load(keyAt(DB, "k"));
      assert.equal(writable, false);
      assert.match(await saidBy(observing.save(keyAt(DB, "k"), "w", bytes)), /^forbidden: /);
    } finally {
      await observing.close();
    }
    assert.equal(await client.get("k"), "v");
  });
});
