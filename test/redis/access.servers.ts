import assert from "node:assert/strict";
import type { Session } from "../../src/core/contract";
import { isFailure } from "../../src/core/failure";
import { freePort, running, signalGroup } from "../servers/process";
import { facts, NEVER, say } from "../support/session";
import { allRows, database, keyAt, opened, partialText, ROOT, rowsOf, withSession } from "./opened";
import { type OwnServer, ownServer, writer } from "./own-server";

const ADMIN = "admin-s3cret";
const LITTLE = "little-s3cret";

async function failureIn(promise: Promise<unknown>): Promise<{ code: string; message: string; all: string }> {
  const failure = await promise.then(
    () => assert.fail("it should not have worked"),
    (error: unknown) => error,
  );
  assert.ok(isFailure(failure), String(failure));
  const all = JSON.stringify({ ...failure, message: failure.message, stack: failure.stack, cause: failure.cause });
  return { code: failure.code, message: failure.message, all };
}

describe("who may look into a Redis", () => {
  let server: OwnServer;

  before(async () => {
    server = await ownServer();
    const client = writer(server);
    await client.set("some:key", "value");
    const rules = `on >${LITTLE} ~* +@read +ping +select -keys -memory -object`.split(" ");
    await client.acl("SETUSER", "little", ...rules);
    await client.acl("SETUSER", "nobody", "on", ">nobody");
    await client.config("SET", "requirepass", ADMIN);
    client.disconnect();
  });

  after(() => server.stop());

  it("needs a password: says so, and what to do", async () => {
    const { code, message } = await failureIn(opened({ url: server.url }));
    assert.equal(code, "authentication");
    assert.match(message, /127\.0\.0\.1:\d+ asks for a password.*Edit Profile/);
  });

  it("gave a wrong password: it stands in no message", async () => {
    for (const values of [
      { url: server.url, user: "default" },
      { url: server.url, user: "little" },
    ]) {
      const { code, all } = await failureIn(opened(values, { secrets: { password: "wr0ng-s3cret" } }));
      assert.equal(code, "authentication");
      assert.doesNotMatch(all, /wr0ng-s3cret/);
    }
  });

  it("gave the right password", async () => {
    const lines: string[] = [];
    const options = { secrets: { password: ADMIN }, log: (line: string) => lines.push(line) };
    await withSession({ url: server.url }, options, async (session) => {
      const said = facts(await session.check(NEVER));
      assert.match(said.Server ?? "", /^(Redis|Valkey) \d+\.\d+\.\d+$/);
      assert.equal(said.Mode, "standalone");
      assert.equal(said.Role, "master, 0 replicas");
    });
    assert.ok(lines.length > 0);
    assert.doesNotMatch(lines.join("\n"), /s3cret/);
  });

  it("may run neither INFO nor MEMORY: sees the rest, and is told what is missing", async () => {
    await withSession({ url: server.url, user: "little" }, { secrets: { password: LITTLE } }, async (session) => {
      const page = await session.children(ROOT, { limit: 10 }, NEVER);
      assert.deepEqual(rowsOf(page.nodes), ["db0: 1 key"]);
      assert.equal(page.complete, false);
      assert.match(partialText(page), /may not run INFO/);
      const [namespace] = await allRows(session, database(0));
      assert.ok(namespace);
      assert.deepEqual(rowsOf(await allRows(session, namespace.address)), ["key: string · no TTL"]);
      const said = facts(await session.describe(keyAt(0, "some:key"), NEVER));
      assert.equal(said.Type, "string");
      assert.equal(said.Memory, undefined);
      assert.equal(facts(await session.check(NEVER)).Mode, "standalone");
      const { bytes } = await session.read(keyAt(0, "some:key"), { offset: 0, length: 100 }, NEVER);
      assert.equal(Buffer.from(bytes).toString(), "value");
    });
  });

  it("may do nothing: says that", async () => {
    const session = await opened({ url: server.url, user: "nobody" }, { secrets: { password: "nobody" } }).catch(
      (error: unknown) => error,
    );
    if (isFailure(session)) return assert.equal(session.code, "denied");
    const { code } = await failureIn((session as Session).children(database(0), { limit: 1 }, NEVER));
    await (session as Session).close();
    assert.equal(code, "denied");
  });

  it("asks for a database that does not exist", async () => {
    const { code, message } = await failureIn(opened({ url: `${server.url}/99` }, { secrets: { password: ADMIN } }));
    assert.equal(code, "notFound");
    assert.match(message, /no database of this number/);
  });
});

describe("a Redis that comes and goes", () => {
  let server: OwnServer;

  before(async () => {
    server = await ownServer();
    const client = writer(server);
    await client.set("key", "value");
    client.disconnect();
  });

  after(() => server.stop());

  it("is not there", async () => {
    const port = await freePort();
    const refused = await failureIn(opened({ url: `redis://127.0.0.1:${port}` }));
    assert.equal(refused.code, "refused");
    assert.match(refused.message, new RegExp(`127\\.0\\.0\\.1:${port}`));
    assert.equal((await failureIn(opened({ url: "redis://no-such-host.invalid" }))).code, "unresolvable");
    assert.equal((await failureIn(opened({ url: "unix:///no/such/socket" }))).code, "refused");
    assert.equal((await failureIn(opened({ url: `redis://localhost:${port}` }))).code, "refused");
  });

  it("is killed: the house is told, calls fail, and a new session finds it again", async () => {
    const lost: unknown[] = [];
    const session = await opened({ url: server.url }, { lost: (reason) => lost.push(reason) });
    assert.ok(await session.find(keyAt(0, "key"), NEVER));
    await server.end();
    while (lost.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(isFailure(lost[0]) && lost[0].code === "closed", String(lost[0]));
    assert.ok(["refused", "closed"].includes((await failureIn(session.find(keyAt(0, "key"), NEVER))).code));
    await session.close();
    await server.start();
    await withSession({ url: server.url }, {}, async (again) => {
      assert.equal((await again.find(keyAt(0, "key"), NEVER))?.label, "key");
    });
    assert.equal(lost.length, 1);
  });

  it("freezes: a call ends in time or when it is given up, and goes on working afterwards", async () => {
    const { pid } = running("redis", server.dir) ?? assert.fail("it should run");
    await withSession({ url: server.url }, { timeout: 300 }, async (session) => {
      assert.ok(await session.find(keyAt(0, "key"), NEVER));
      signalGroup(pid, "SIGSTOP");
      try {
        const { code, message } = await failureIn(session.find(keyAt(0, "key"), NEVER));
        assert.equal(code, "timeout");
        assert.match(message, /did not answer within 285 ms/);
        const controller = new AbortController();
        const listing = session.children(database(0), { limit: 1 }, controller.signal);
        controller.abort();
        assert.equal((await failureIn(listing)).code, "cancelled");
      } finally {
        signalGroup(pid, "SIGCONT");
      }
      assert.deepEqual(
        (await allRows(session, database(0))).map(({ label }) => label),
        ["key"],
      );
      assert.equal(say((await session.find(keyAt(0, "key"), NEVER))?.role), "string");
    });
  });

  it("listens at a socket", async function () {
    if (process.platform === "win32") this.skip(); // Windows has no Unix sockets for Redis
    const local = await ownServer(["--unixsocket", "redis.sock"]);
    try {
      await withSession({ url: `unix://${local.dir}/redis.sock?db=2` }, {}, async (session) => {
        assert.deepEqual(rowsOf(await allRows(session, ROOT)), ["db0: 0 keys", "db2: 0 keys"]);
      });
    } finally {
      await local.stop();
    }
  });
});
