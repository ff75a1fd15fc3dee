import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { commands, TabInputWebview, Uri, window, workspace } from "vscode";
import type { ApiLock, ApiLocks, ClusterObserverApi } from "../../src/api";
import { root } from "../../src/core/address";
import type { Access, Connection } from "../../src/core/contract";
import { hasCode } from "../../src/core/failure";
import type { Profile } from "../../src/core/profile";
import { type SessionHost, SessionPool } from "../../src/core/sessions";
import { LockDeeds } from "../../src/editor/panels/locks/lock-deeds";
import { LockService } from "../../src/editor/panels/locks/lock-service";
import { openSession } from "../../src/redis/session";
import { redis } from "../../src/redis/system";
import { casLock, redlock5 } from "../servers/locks/node";
import { redisCli } from "../servers/redis";
import { servers } from "../servers/shared";
import { api, eventually, localProfile, setProfiles } from "./profiles";

const connection = Uri.parse("cluster://local/redis", true);
const PREFIX = "locks-host:";

describe("locks", () => {
  let observer: ClusterObserverApi;
  let client: Redis;
  const cas = casLock(servers().redis);
  const redlock = redlock5([servers().redis]);

  before(async () => {
    await setProfiles([localProfile()]);
    observer = await api();
    client = new Redis({ host: "127.0.0.1", port: servers().redis.port });
    await client.set(`${PREFIX}leaked`, "0123456789abcdef");
    await client.rpush(`${PREFIX}list`, "no lock");
  });

  after(async () => {
    await commands.executeCommand("workbench.action.closeAllEditors");
    await client.del(...(await client.keys(`${PREFIX}*`)));
    client.disconnect();
    cas.close();
    redlock.close();
  });

  const named = ({ locks }: ApiLocks, name: string): ApiLock => {
    const found = locks.find((lock) => lock.name === PREFIX + name);
    assert.ok(found, `${name} is not among ${locks.map((lock) => lock.name).join(", ")}`);
    return found;
  };

  it("say who holds a lock and for how long, as the server's own tool does", async () => {
    const { value } = await cas.acquire(`${PREFIX}cas`, 600_000);
    const other = await redlock.acquire(`${PREFIX}redlock`, 600_000);
    const all = await observer.locks(connection, { patterns: [`${PREFIX}*`] });
    const left = Number(await redisCli(servers().redis, ["PTTL", `${PREFIX}cas`]));
    const own = named(all, "cas");
    assert.deepEqual([own.state, own.holder, own.waiters], ["held", value, "unknown"]);
    assert.ok(own.ttlMs !== null && own.ttlMs >= left && own.ttlMs <= 600_000, `${own.ttlMs}, and then ${left}`);
    assert.equal(named(all, "redlock").holder, other.value);
    assert.deepEqual([named(all, "leaked").state, named(all, "leaked").ttlMs], ["leaked", null]);
    assert.equal(named(all, "list").state, "notLockShaped");
    assert.ok(own.evidence.some((sentence) => sentence.includes("PTTL")));
    assert.deepEqual(all.missing, []);
    assert.equal(all.coverage?.complete, true);
    assert.ok(all.locks.every(({ name }) => name.startsWith(PREFIX)));
  });

  it("tell of one key, whatever it is, and of a name that does not exist", async () => {
    const { locks } = await observer.locks(Uri.parse(`cluster://local/redis/0/${PREFIX}leaked`, true));
    assert.deepEqual(
      locks.map(({ name, state }) => [name, state]),
      [[`${PREFIX}leaked`, "leaked"]],
    );
    const free = await observer.locks(connection, { patterns: [`${PREFIX}nobody`] });
    assert.deepEqual([named(free, "nobody").state, named(free, "nobody").ttlMs], ["free", null]);
  });

  it("say why there is no answer", async () => {
    await assert.rejects(observer.locks(Uri.parse("cluster://nobody/redis", true)), /No profile has the id “nobody”/);
    await assert.rejects(observer.locks(Uri.parse("cluster://local/kafka", true)), /has no locks to show/);
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(observer.locks(connection, { signal: controller.signal }), /cancelled/);
  });

  const panels = () =>
    window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter((tab) => tab.input instanceof TabInputWebview && /clusterObserver\.locks$/.test(tab.input.viewType));

  it("open as one panel for a connection, titled by its profile", async () => {
    await commands.executeCommand("clusterObserver.showLocks");
    await eventually("the panel", () => panels().length === 1);
    assert.equal(panels()[0]?.label, "Lock Status: local");
    await commands.executeCommand("clusterObserver.showLocks");
    await commands.executeCommand("clusterObserver.refreshLocks");
    assert.equal(panels().length, 1);
  });

  it("are looked at every two seconds, and every ten in the background, unless told", () => {
    const configuration = workspace.getConfiguration("clusterObserver.locks");
    assert.equal(configuration.get("interval"), 2);
    assert.equal(configuration.get("watchInterval"), 10);
  });

  /** The parts of the extension that change locks, with a profile of this access. */
  function hands(access: Access) {
    const profile = { id: "own", name: "own", access };
    const own: Connection = {
      profile,
      name: "redis",
      system: "redis",
      values: { url: `redis://127.0.0.1:${servers().redis.port}` },
    };
    const host: SessionHost = {
      timeout: () => 10_000,
      setting: (_system, _name, fallback) => fallback,
      secret: async () => undefined,
      log: () => {},
    };
    const pool = new SessionPool([{ ...redis, open: openSession }], host);
    pool.configure([own]);
    const service = new LockService(pool, () => {});
    const known: Profile = { ...profile, production: false, origin: "user", connections: [own] };
    const deeds = new LockDeeds(service, { byId: (id) => (id === known.id ? known : undefined) });
    const end = async () => {
      service.dispose();
      await pool.dispose();
    };
    return { service, deeds, place: root("own", "redis"), end };
  }

  it("are never changed in a profile that observes, whoever asks", async () => {
    const name = `${PREFIX}forged`;
    await cas.acquire(name, 600_000);
    const { service, deeds, place, end } = hands("observe");
    const { locks } = await service.once(place, [name], new AbortController().signal);
    const [lock] = locks;
    assert.ok(lock?.release, "there is a plan");
    assert.deepEqual(deeds.offered(place, lock), []);
    await assert.rejects(deeds.release(place, lock), (error) => hasCode(error, "forbidden"));
    await assert.rejects(deeds.extend(place, lock), (error) => hasCode(error, "forbidden"));
    assert.equal(service.source(place)?.actions, undefined);
    await end();
    assert.notEqual(await client.get(name), null);
  });

  it("offer what can be done safely in a profile that may edit", async () => {
    const { service, deeds, place, end } = hands("edit");
    const { locks } = await service.once(place, [`${PREFIX}*`], new AbortController().signal);
    const offered = (name: string) => {
      const lock = locks.find(({ id }) => id === PREFIX + name);
      return lock && [...deeds.offered(place, lock)];
    };
    assert.deepEqual(offered("cas"), ["extend", "release"]);
    assert.deepEqual(offered("leaked"), ["release"]);
    assert.deepEqual(offered("list"), []);
    await end();
  });
});
