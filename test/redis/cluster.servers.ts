import assert from "node:assert/strict";
import { Cluster } from "ioredis";
import type { Session } from "../../src/core/contract";
import { redisCli } from "../servers/redis";
import { facts, NEVER, say } from "../support/session";
import { allRows, below, database, firstPage, keyAt, opened, partialText, ROOT, rowsOf, withSession } from "./opened";
import { cliScan, type OwnServer, ownServer } from "./own-server";

const KEYS = 3_000;

describe("a real Redis cluster", () => {
  let nodes: OwnServer[] = [];
  let client: Cluster;
  let session: Session;

  before(async function () {
    this.timeout(60_000);
    nodes = await Promise.all([1, 2, 3].map((n) => ownServer(["--cluster-enabled", "yes"], `cluster${n}`)));
    const [first] = nodes;
    assert.ok(first);
    const places = nodes.map(({ port }) => `127.0.0.1:${port}`);
    await redisCli(first, ["--cluster", "create", ...places, "--cluster-yes", "--cluster-replicas", "0"]);
    client = new Cluster(nodes.map(({ port }) => ({ host: "127.0.0.1", port })));
    await Promise.all(Array.from({ length: KEYS }, (_, i) => client.set(`app:${i % 10}:${i}`, `${i}`)));
    await client.set(Buffer.from([0xff, 0x00]), "binary");
    session = await opened({ url: first.url });
  });

  after(async () => {
    await session?.close();
    client?.disconnect();
    await Promise.all(nodes.map((node) => node.stop()));
  });

  it("is recognised, and lists the keys of all masters once", async () => {
    assert.equal(facts(await session.check(NEVER)).Mode, "cluster");
    assert.deepEqual(rowsOf(await allRows(session, ROOT)), ["db0: 3,001 keys"]);
    const rows = await allRows(session, database(0));
    assert.match(rowsOf(rows)[0] ?? "", /^app:: 3,000 keys$/);
    assert.equal(rows.length, 2);
    const names: string[] = [];
    for (const namespace of await allRows(session, below(0, "app:"))) {
      names.push(...(await allRows(session, namespace.address)).map((node) => node.name ?? ""));
    }
    const expected = (await Promise.all(nodes.map((node) => cliScan(node, 0, "--pattern", "app:*")))).flat();
    assert.deepEqual(names.sort(), expected.map((name) => name.toString()).sort());
  });

  it("gives the facts and values of keys on every node", async () => {
    const rows = await allRows(session, below(0, "app:3:"));
    assert.equal(rows.length, 300);
    assert.ok(rowsOf(rows).every((row) => /: string · no TTL · \d+ B$/.test(row)));
    for (const i of [3, 13, 23, 33, 43]) {
      const { bytes } = await session.read(keyAt(0, `app:3:${i}`), { offset: 0, length: 10 }, NEVER);
      assert.equal(Buffer.from(bytes).toString(), `${i}`);
    }
    assert.equal(say((await session.find(keyAt(0, Buffer.from([0xff, 0x00])), NEVER))?.role), "string");
  });

  it("has one database", async () => {
    assert.equal(await session.find(database(1), NEVER), undefined);
    await assert.rejects(session.children(database(1), { limit: 1 }, NEVER), { code: "notFound" });
  });

  it("goes where a slot went, also while it is on the move, and says that keys may be missing", async () => {
    const slot = Number(await client.cluster("KEYSLOT", "app:3:3"));
    const owner = await ownerOf(slot);
    const other = nodes.find((node) => node !== owner);
    assert.ok(owner && other);
    const [from, to] = [await idOf(owner), await idOf(other)];
    await redisCli(other, ["CLUSTER", "SETSLOT", `${slot}`, "IMPORTING", from]);
    await redisCli(owner, ["CLUSTER", "SETSLOT", `${slot}`, "MIGRATING", to]);
    await redisCli(owner, ["MIGRATE", "127.0.0.1", `${other.port}`, "app:3:3", "0", "5000"]);
    const asked = await session.read(keyAt(0, "app:3:3"), { offset: 0, length: 10 }, NEVER);
    assert.equal(Buffer.from(asked.bytes).toString(), "3");
    const page = await session.children(database(0), { limit: 10, refresh: true }, NEVER);
    assert.equal(page.complete, false);
    assert.equal(page.partial?.state, "final");
    assert.match(partialText(page), /^Slots moved between nodes/);
    for (const node of nodes) await redisCli(node, ["CLUSTER", "SETSLOT", `${slot}`, "NODE", to]);
    const moved = await session.read(keyAt(0, "app:3:3"), { offset: 0, length: 10 }, NEVER);
    assert.equal(Buffer.from(moved.bytes).toString(), "3");
    const rows = await allRows(session, database(0), { refresh: true });
    assert.match(rowsOf(rows)[0] ?? "", /^app:: 3,000 keys$/);
  });

  it("is reached where its addresses are translated", async () => {
    const [one, two, three] = nodes;
    assert.ok(one && two && three);
    const away = { [`127.0.0.1:${two.port}`]: "127.0.0.1:1", [`127.0.0.1:${three.port}`]: "127.0.0.1:1" };
    await withSession({ url: one.url, natMap: away }, {}, async (elsewhere) => {
      const page = await firstPage(elsewhere, database(0));
      assert.equal(page.partial?.state, "final", "the translations lead nowhere");
    });
    const home = Object.fromEntries(nodes.map(({ port }) => [`127.0.0.1:${port}`, `localhost:${port}`]));
    await withSession({ url: one.url, natMap: home }, {}, async (translated) => {
      assert.equal((await allRows(translated, below(0, "app:"))).length, 10);
    });
  });

  it("shows what is left when a node is down, and says that keys are missing", async () => {
    const [, second] = nodes;
    assert.ok(second);
    await redisCli(second, ["CLUSTER", "INFO"]);
    await second.end();
    await withSession({ url: nodes[0]?.url ?? "" }, {}, async (partial) => {
      const page = await firstPage(partial, database(0));
      assert.equal(page.partial?.state, "final");
      assert.match(partialText(page), /^Nodes that did not answer, so that their keys are missing: 1\./);
      assert.match(rowsOf(page.nodes)[0] ?? "", /^app:: ≥ \d,\d{3} keys$/);
      assert.match(
        rowsOf((await partial.children(ROOT, { limit: 10 }, NEVER)).nodes)[0] ?? "",
        /^db0: ≥ \d,\d{3} keys$/,
      );
      const told = facts(await partial.describe(ROOT, NEVER));
      assert.match(told[`Node 127.0.0.1:${second.port}`] ?? "", /refused the connection/);
      assert.match(told[`Node 127.0.0.1:${nodes[0]?.port}`] ?? "", /^\d+\./);
    });
    await second.start();
  });

  async function ownerOf(slot: number): Promise<OwnServer | undefined> {
    const slots = await client.cluster("SLOTS");
    const port = slots.find(([first, last]) => first <= slot && slot <= last)?.[2]?.[1];
    return nodes.find((node) => node.port === port);
  }

  const idOf = async (node: OwnServer): Promise<string> => (await redisCli(node, ["CLUSTER", "MYID"])).trim();
});
