import assert from "node:assert/strict";
import type { Session } from "../../../src/core/contract";
import type { ActionResult, Guard, LockActions, ReleasePlan } from "../../../src/core/lock-actions";
import { assertAllowed } from "../../../src/redis/allowed";
import { Actor } from "../../../src/redis/locks/act";
import { redlock5 } from "../../servers/locks/node";
import { NEVER, say } from "../../support/session";
import { monitored } from "../monitored";
import { opened } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { locksOf, masters, openedOn, stopAll, until } from "./masters";

const bytes = (text: string) => Buffer.from(text);
const stringGuard = (key: string, value: string): Guard => ({ as: "string", key: bytes(key), value: bytes(value) });
const hashGuard = (key: string, fields: Record<string, string>): Guard => ({
  as: "hash",
  key: bytes(key),
  fields: Object.entries(fields).map(([name, value]) => [bytes(name), bytes(value)] as const),
});

function actionsOf(session: Session): LockActions {
  const { actions } = locksOf(session);
  if (!actions) throw new Error("The session cannot act.");
  return actions;
}

const results = (all: readonly ActionResult[]): string[] => all.map(({ result }) => result);

/** The users of Redis that may do less: what is left to act with differs. */
const USERS = {
  everything: "+@all",
  "no scripts": "+@all -@scripting",
} as const;

describe("acting on locks", () => {
  let server: OwnServer;

  before(async () => {
    server = await ownServer();
  });
  after(() => server?.stop());

  it("changes nothing for a user who may begin no transaction either", async () => {
    const client = writer(server);
    await client.call("ACL", "SETUSER", "few", "on", ">secret", "~*", "&*", "+@all", "-@scripting", "-multi");
    const session = await opened({ url: server.url, user: "few" }, { access: "edit", secrets: { password: "secret" } });
    try {
      await client.set("few", "mine", "PX", 50_000);
      const at = [{ master: `127.0.0.1:${server.port}`, guard: stringGuard("few", "mine") }];
      const released = await actionsOf(session).release({ name: bytes("few"), at, remove: [], wake: [] }, NEVER);
      assert.deepEqual(results(released), ["failed"]);
      const extended = await actionsOf(session).extend({ name: bytes("few"), at, also: [], ttl: 900_000 }, NEVER);
      assert.deepEqual(results(extended), ["failed"]);
      assert.equal(await client.get("few"), "mine");
      assert.ok((await client.pttl("few")) <= 50_000);
    } finally {
      await session.close();
      client.disconnect();
    }
  });

  for (const [title, rules] of Object.entries(USERS)) {
    describe(`as a user with ${title}`, () => {
      let session: Session;
      let client: ReturnType<typeof writer>;
      const user = title.replace(" ", "-");

      before(async () => {
        client = writer(server);
        await client.flushall();
        await client.call("ACL", "SETUSER", user, "on", ">secret", "~*", "&*", ...rules.split(" "));
        session = await opened({ url: server.url, user }, { access: "edit", secrets: { password: "secret" } });
      });
      after(async () => {
        await session?.close();
        client?.disconnect();
      });

      const at = (guard: Guard) => [{ master: `127.0.0.1:${server.port}`, guard }];
      const release = async (guard: Guard, more: Partial<ReleasePlan> = {}) =>
        results(
          await actionsOf(session).release({ name: guard.key, at: at(guard), remove: [], wake: [], ...more }, NEVER),
        );
      const extend = async (guard: Guard, ttl: number, also: readonly string[] = []) =>
        results(await actionsOf(session).extend({ name: guard.key, at: at(guard), also: also.map(bytes), ttl }, NEVER));

      it("releases a lock that is the one shown", async () => {
        await client.set("a:string", "mine");
        assert.deepEqual(await release(stringGuard("a:string", "mine")), ["done"]);
        assert.equal(await client.exists("a:string"), 0);
        await client.hset("a:hash", "u:1", "2");
        assert.deepEqual(await release(hashGuard("a:hash", { "u:1": "2" })), ["done"]);
        assert.equal(await client.exists("a:hash"), 0);
      });

      it("leaves a lock alone that is not the one shown", async () => {
        await client.set("b:string", "theirs");
        await client.hset("b:hash", "u:2", "1");
        await client.rpush("b:list", "1");
        assert.deepEqual(await release(stringGuard("b:string", "mine")), ["changed"]);
        assert.deepEqual(await release(stringGuard("b:string", "their")), ["changed"]);
        assert.deepEqual(await release(stringGuard("b:hash", "mine")), ["changed"]);
        assert.deepEqual(await release(stringGuard("b:list", "1")), ["changed"]);
        assert.deepEqual(await release(hashGuard("b:hash", { "u:1": "1" })), ["changed"]);
        assert.deepEqual(await release(hashGuard("b:hash", { "u:2": "2" })), ["changed"]);
        assert.deepEqual(await release(hashGuard("b:hash", { "u:2": "1", "u:3": "1" })), ["changed"]);
        await client.hset("b:hash", "u:3", "1");
        assert.deepEqual(await release(hashGuard("b:hash", { "u:2": "1" })), ["changed"]);
        assert.deepEqual(await release(stringGuard("b:none", "mine")), ["gone"]);
        assert.deepEqual(await client.mget("b:string"), ["theirs"]);
        assert.deepEqual(await client.hgetall("b:hash"), { "u:2": "1", "u:3": "1" });
        assert.equal(await client.llen("b:list"), 1);
      });

      it("removes what belongs to the lock and wakes those who wait", async () => {
        const listener = writer(server);
        const heard = new Promise((resolve) =>
          listener.once("message", (channel, message) => resolve([channel, message])),
        );
        await listener.subscribe("c:channel");
        await client.mset("c:lock", "mine", "c:side", "1");
        await client.rpush("c:signal", "old");
        const wake: ReleasePlan["wake"] = [
          { how: "publish", channel: bytes("c:channel"), message: bytes("0") },
          { how: "push", key: bytes("c:signal"), item: bytes("1"), ttl: 60_000 },
        ];
        const plan = { remove: [bytes("c:side")], wake };
        assert.deepEqual(await release(stringGuard("c:lock", "theirs"), plan), ["changed"]);
        assert.equal(await client.exists("c:lock", "c:side"), 2);
        assert.deepEqual(await client.lrange("c:signal", 0, -1), ["old"]);
        assert.deepEqual(await release(stringGuard("c:lock", "mine"), plan), ["done"]);
        assert.deepEqual(await heard, ["c:channel", "0"]);
        assert.equal(await client.exists("c:lock", "c:side"), 0);
        assert.deepEqual(await client.lrange("c:signal", 0, -1), ["1"]);
        const ttl = await client.pttl("c:signal");
        assert.ok(ttl > 0 && ttl <= 60_000);
        listener.disconnect();
      });

      it("extends a lock that is the one shown, and what lives as long as it", async () => {
        await client.set("d:lock", "mine", "PX", 5_000);
        await client.set("d:short", "1", "PX", 5_000);
        await client.set("d:long", "1", "PX", 500_000);
        await client.set("d:endless", "1");
        const also = ["d:short", "d:long", "d:endless", "d:none"];
        assert.deepEqual(await extend(stringGuard("d:lock", "theirs"), 60_000, also), ["changed"]);
        assert.ok((await client.pttl("d:lock")) <= 5_000);
        assert.deepEqual(await extend(stringGuard("d:lock", "mine"), 60_000, also), ["done"]);
        const [lock = 0, short = 0, long = 0, endless] = await Promise.all(
          ["d:lock", "d:short", "d:long", "d:endless"].map((key) => client.pttl(key)),
        );
        assert.ok(lock > 50_000 && lock <= 60_000 && short > 50_000 && short <= 60_000, `${lock} ${short}`);
        assert.ok(long > 400_000);
        assert.equal(endless, -1);
        assert.equal(await client.exists("d:none"), 0);
      });

      it("never shortens, and never gives an end to a lock without one", async () => {
        await client.set("e:lock", "mine", "PX", 500_000);
        await client.hset("e:hash", "u:1", "1");
        assert.deepEqual(await extend(stringGuard("e:lock", "mine"), 60_000), ["shorter"]);
        assert.ok((await client.pttl("e:lock")) > 400_000);
        assert.deepEqual(await extend(hashGuard("e:hash", { "u:1": "1" }), 60_000), ["noTtl"]);
        assert.equal(await client.pttl("e:hash"), -1);
        assert.deepEqual(await extend(stringGuard("e:none", "mine"), 60_000), ["gone"]);
      });

      it("never takes a lock from its next owner, however the release and the change of hands fall together", async () => {
        let done = 0;
        for (let round = 0; round < 60; round++) {
          await client.set("f:lock", "first");
          // The first owner lets go and a second one takes the lock, while the first one's hold is released from here.
          const released = release(stringGuard("f:lock", "first"));
          for (let wait = 0; wait < (round % 20) * 2; wait++) await client.ping();
          const script =
            "if redis.call('GET',KEYS[1])==ARGV[1] then redis.call('SET',KEYS[1],ARGV[2]) return 1 end return 0";
          const handedOver = await client.eval(script, 1, "f:lock", "first", "second");
          const [result] = await released;
          if (result === "done") done++;
          assert.equal(result, handedOver === 1 ? "changed" : "done");
          assert.equal(await client.get("f:lock"), handedOver === 1 ? "second" : null);
        }
        assert.ok(done > 0 && done < 60, `${done} of 60: one side always won`);
      });

      it("never gives the next owner another time to live, however the extension and the change of hands fall together", async () => {
        let done = 0;
        for (let round = 0; round < 40; round++) {
          await client.set("f:extend", "first", "PX", 5_000);
          const extended = extend(stringGuard("f:extend", "first"), 600_000);
          for (let wait = 0; wait < (round % 20) * 2; wait++) await client.ping();
          await client.set("f:extend", "second", "PX", 5_000);
          const [result] = await extended;
          if (result === "done") done++;
          else assert.equal(result, "changed");
          assert.ok((await client.pttl("f:extend")) <= 5_000);
        }
        assert.ok(done > 0 && done < 40, `${done} of 40: one side always won`);
      });

      it("leaves no connection behind", async () => {
        await client.set("g:lock", "mine");
        const connected = async () => String(await client.client("LIST")).split("\n").length;
        const before = await connected();
        await release(stringGuard("g:lock", "mine"));
        await until("no more connections than before", async () => (await connected()) <= before);
      });
    });
  }

  it("says what it could not do: the user may not delete", async () => {
    const client = writer(server);
    await client.call("ACL", "SETUSER", "reader", "on", ">secret", "~*", "&*", "+@all", "-del", "-@scripting");
    await client.set("h:lock", "mine");
    const session = await opened(
      { url: server.url, user: "reader" },
      { access: "edit", secrets: { password: "secret" } },
    );
    const guard = stringGuard("h:lock", "mine");
    const plan = { name: guard.key, at: [{ master: `127.0.0.1:${server.port}`, guard }], remove: [], wake: [] };
    const [result] = await actionsOf(session).release(plan, NEVER);
    assert.equal(result?.result, "failed");
    assert.match(say(result?.why), /does not allow this to your user|refused a command/);
    assert.equal(await client.get("h:lock"), "mine");
    await session.close();
    client.disconnect();
  });

  it("is not there in a profile that may only look, and could send nothing if it were", async () => {
    const session = await opened({ url: server.url }, { access: "observe" });
    assert.equal(locksOf(session).actions, undefined);
    await session.close();
    const client = writer(server);
    await client.set("i:lock", "mine", "PX", 60_000);
    const context = {
      secret: async () => undefined,
      timeout: () => 10_000,
      setting: <T>(_: string, fallback: T): T => fallback,
      lost: () => {},
      log: () => {},
    };
    const actor = new Actor([{ id: "here", values: { url: server.url } }], context, "observe");
    const guard = stringGuard("i:lock", "mine");
    const plan = { name: guard.key, at: [{ master: "here", guard }] };
    const before = await client.pttl("i:lock");
    const commands = await monitored(server, async () => {
      for (const [result] of [
        await actor.release({ ...plan, remove: [], wake: [] }, NEVER),
        await actor.extend({ ...plan, also: [], ttl: 600_000 }, NEVER),
      ]) {
        assert.equal(result?.result, "failed");
        assert.match(say(result?.why), /was not sent to Redis: only looking is allowed/);
      }
    });
    for (const [name = "", ...args] of commands) assert.doesNotThrow(() => assertAllowed([name, ...args]), name);
    assert.ok((await client.pttl("i:lock")) <= before);
    client.disconnect();
  });
});

describe("acting on a lock of five masters", () => {
  let five: readonly OwnServer[];
  before(async () => {
    five = await masters(5);
  });
  after(() => stopAll(five));

  it("has a result for each of them, also for those that are away", async () => {
    const session = await openedOn(five, "edit");
    const redlock = redlock5(five);
    const { value } = await redlock.acquire("five", 60_000);
    const ids = locksOf(session).masters.map(({ id }) => id);
    await five[1]?.end();
    await five[3]?.end();
    const [third] = five.slice(2);
    const client = writer(third ?? { port: 0, dir: "" });
    await client.set("five", "another");
    const guard = stringGuard("five", value);
    const plan = { name: guard.key, at: ids.map((master) => ({ master, guard })), remove: [], wake: [] };
    const all = await actionsOf(session).release(plan, NEVER);
    assert.deepEqual(results(all), ["done", "failed", "changed", "failed", "done"]);
    assert.match(say(all[1]?.why), /refused the connection/);
    assert.equal(await client.get("five"), "another");
    client.disconnect();
    redlock.close();
    await session.close();
  });
});
