import assert from "node:assert/strict";
import type { Session } from "../../../src/core/contract";
import { redlock4, redlock5 } from "../../servers/locks/node";
import { signalGroup } from "../../servers/process";
import { NEVER, say } from "../../support/session";
import { opened } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { brief, entriesAt, lockNamed, locksOf, masters, openedOn, sampled, stopAll, ttlOf, until } from "./masters";

const pidOf = async (server: OwnServer): Promise<number> => {
  const client = writer(server);
  const pid = Number(/process_id:(\d+)/.exec(await client.info("server"))?.[1]);
  client.disconnect();
  return pid;
};

describe("the five masters of a Redlock", () => {
  let five: readonly OwnServer[];
  let session: Session;
  const at = (index: number): OwnServer => {
    const server = five[index];
    if (!server) throw new Error("There are five.");
    return server;
  };
  const seen = async (name: string): Promise<readonly string[]> => {
    const sample = await sampled(session, [name], "string");
    return sample.masters.map(({ problem, locks }) => problem?.kind ?? brief(locks[0]?.entries[0]));
  };

  beforeEach(async () => {
    five = await masters(5);
    session = await openedOn(five);
  });
  afterEach(async () => {
    await session?.close();
    await stopAll(five);
  });

  it("are named as in the profile, in its order", () => {
    const { masters: named, settings } = locksOf(session);
    assert.deepEqual(
      named.map(({ id }) => id),
      five.map(({ port }) => `127.0.0.1:${port}`),
    );
    assert.deepEqual(
      settings.masters,
      five.map(({ url }) => url),
    );
  });

  for (const [title, library] of Object.entries({ "node-redlock 5": redlock5, "node-redlock 4": redlock4 })) {
    it(`have the same value each, with what is left of it: ${title}`, async () => {
      const redlock = library(five);
      const { value } = await redlock.acquire("m:whole", 30_000);
      const sample = await sampled(session, ["m:whole"], "string");
      for (const master of [0, 1, 2, 3, 4]) {
        const [entry] = entriesAt(sample, 0, master);
        assert.equal(brief(entry), `string '${value}'`);
        assert.ok(ttlOf(entry) > 0 && ttlOf(entry) <= 30_000);
      }
      redlock.close();
    });
  }

  it("are each on their own: those that are away have a problem, and come back", async () => {
    const redlock = redlock5(five);
    const held = `string '${(await redlock.acquire("m:fragile", 60_000)).value}'`;
    await at(0).end();
    await at(2).end();
    assert.deepEqual(await seen("m:fragile"), ["unreachable", held, "unreachable", held, held]);
    await at(4).end();
    assert.deepEqual(await seen("m:fragile"), ["unreachable", held, "unreachable", held, "unreachable"]);
    const sample = await sampled(session, ["m:fragile"]);
    assert.match(say(sample.masters[0]?.problem?.why), new RegExp(`127.0.0.1:${at(0).port} refused the connection`));
    assert.deepEqual(sample.masters[0]?.locks, []);
    await at(0).start();
    // It does not keep its data: the lock is gone there.
    assert.deepEqual(await seen("m:fragile"), ["none", held, "unreachable", held, "unreachable"]);
    redlock.close();
  });

  it("show what an attempt without a quorum left behind, and two holders of a split", async () => {
    await at(0).end();
    await at(1).end();
    const [left, right] = [redlock5([at(2), at(3)]), redlock5([at(4)])];
    const one = await left.acquire("m:split", 60_000);
    const two = await right.acquire("m:split", 60_000);
    assert.deepEqual(await seen("m:split"), [
      "unreachable",
      "unreachable",
      `string '${one.value}'`,
      `string '${one.value}'`,
      `string '${two.value}'`,
    ]);
    left.close();
    right.close();
  });

  it("fails as a whole only where none of them answers", async () => {
    for (const server of five) await server.end();
    await assert.rejects(sampled(session, ["x"]), /None of the 5 lock masters could be read\..*refused the connection/);
    await at(3).start();
    assert.deepEqual(await seen("x"), ["unreachable", "unreachable", "unreachable", "none", "unreachable"]);
  });

  it("do not wait again and again for one that hangs", async () => {
    await session.close();
    const urls = five.map(({ url }) => url);
    const log: string[] = [];
    const options = { timeout: 1_000, log: (line: string) => void log.push(line) };
    session = await opened({ url: at(0).url, "locks.masters": urls }, options);
    await sampled(session, ["m:hang"]);
    const pid = await pidOf(at(4));
    signalGroup(pid, "SIGSTOP");
    try {
      assert.deepEqual(await seen("m:hang"), ["none", "none", "none", "none", "unreachable"]);
      log.length = 0;
      for (let look = 0; look < 3; look++) {
        const sample = await sampled(session, ["m:hang"]);
        assert.match(say(sample.masters[4]?.problem?.why), /did not answer within 500 ms/);
      }
      // It is left alone meanwhile: another attempt would begin with a new connection, and hold up each look.
      assert.deepEqual(log, []);
    } finally {
      signalGroup(pid, "SIGCONT");
    }
    await until("it is asked again", async () => (await seen("m:hang")).every((one) => one === "none"));
  });

  it("end with the signal", async () => {
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(locksOf(session).sample({ locks: [lockNamed("x")] }, controller.signal), {
      code: "cancelled",
    });
    assert.deepEqual(await seen("x"), ["none", "none", "none", "none", "none"]);
  });

  it("tell their clocks, which may differ", async () => {
    const sample = await sampled(session, ["x"]);
    for (const { clock = Number.NaN, clockBetween: [sent, answered] = [0, 0] } of sample.masters) {
      assert.ok(clock >= sent - 1 && clock <= answered + 1, `${sent} ${clock} ${answered}`);
    }
  });

  it("are no replicas: those say so, and show no locks", async () => {
    const client = writer(at(1));
    await writing(at(0), "m:replica", "value");
    await client.replicaof("127.0.0.1", at(0).port);
    await until("it is in step", async () => (await client.get("m:replica")) === "value");
    const sample = await sampled(session, ["m:replica"], "string");
    assert.equal(brief(entriesAt(sample, 0, 0)[0]), "string 'value'");
    assert.match(say(sample.masters[1]?.problem?.why), /is a replica: locks are read from masters only/);
    assert.deepEqual(sample.masters[1]?.locks, []);
    client.disconnect();
  });
});

async function writing(server: OwnServer, name: string, value: string): Promise<void> {
  const client = writer(server);
  await client.set(name, value);
  client.disconnect();
}

describe("the connection's own server", () => {
  it("is asked where the profile names no masters, in the database of its URL", async () => {
    const server = await ownServer();
    const client = writer(server, 3);
    await client.set("own", "value");
    const session = await opened({ url: `${server.url}/3` });
    const sample = await sampled(session, ["own"]);
    assert.deepEqual(
      locksOf(session).masters.map(({ id }) => id),
      [`127.0.0.1:${server.port}/3`],
    );
    assert.equal(brief(entriesAt(sample)[0]), "string 'value'");
    assert.deepEqual(locksOf(session).address(Buffer.from("own")).path, ["3", "own"]);
    client.disconnect();
    await session.close();
    await server.stop();
  });

  it("uses the user and the password of the connection at every master", async () => {
    const guarded = await masters(2);
    for (const server of guarded) {
      const client = writer(server);
      await client.config("SET", "requirepass", "secret");
      client.disconnect();
    }
    const urls = guarded.map(({ url }) => url);
    const session = await opened({ url: urls[0] ?? "", "locks.masters": urls }, { secrets: { password: "secret" } });
    const sample = await sampled(session, ["x"]);
    assert.deepEqual(
      sample.masters.map(({ problem }) => problem),
      [undefined, undefined],
    );
    assert.deepEqual((await locksOf(session).sample({ locks: [] }, NEVER)).missing, []);
    await session.close();
    await stopAll(guarded);
  });
});
