import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { type Failure, isFailure } from "../../src/core/failure";
import { freePort, running, signalGroup } from "../servers/process";
import { servers } from "../servers/shared";
import { NEVER, say } from "../support/session";
import { Files } from "./files";
import { at, opened, withSession } from "./opened";

const TOP = "failures.servers";
const { hdfs } = servers();
const files = new Files(hdfs);
const RANGE = { offset: 0, length: 100 };
const PAGE = { limit: 10 };

async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const error: unknown = await call.then(
    () => assert.fail("did not fail"),
    (cause: unknown) => cause,
  );
  assert.ok(isFailure(error), String(error));
  return error;
}

/** host:port of the DataNode that holds a file, as the NameNode names it. */
async function dataNode(path: string): Promise<string> {
  const asked = await fetch(`${hdfs.url}/webhdfs/v1${path}?op=OPEN&noredirect=true`);
  return new URL(((await asked.json()) as { Location: string }).Location).host;
}

describe("what a real HDFS refuses", () => {
  before(async () => {
    await files.mkdir(TOP, "locked");
    await files.set("SETPERMISSION", [TOP, "locked"], { permission: "700" });
    await files.write([TOP, "locked", "file"], Buffer.from("x"));
    await files.write([TOP, "open"], Buffer.from("content"));
    await files.write([TOP, "closed"], Buffer.from("content"));
    await files.set("SETPERMISSION", [TOP, "closed"], { permission: "600" });
  });

  after(() => files.remove(TOP));

  it("is told to the one who may not look, and the rest goes on", () =>
    withSession({ url: hdfs.url, user: "stranger" }, {}, async (session) => {
      const locked = await failureOf(session.children(at(TOP, "locked"), PAGE, NEVER));
      assert.equal(locked.code, "denied");
      assert.match(locked.message, /You may not look at \/failures\.servers\/locked\..*user=stranger/);
      assert.equal((await failureOf(session.read(at(TOP, "closed"), RANGE, NEVER))).code, "denied");
      assert.equal((await failureOf(session.find(at(TOP, "locked", "file"), NEVER))).code, "denied");
      assert.equal((await session.children(at(TOP), PAGE, NEVER)).nodes.length, 3);
      const about = await session.describe(at(TOP, "locked"), NEVER);
      assert.ok(about.some(({ value }) => /unknown: You may not look at/.test(say(value))));
    }));

  it("is told where a directory is missing, or is a file", () =>
    withSession({ url: hdfs.url }, {}, async (session) => {
      const missing = await failureOf(session.children(at(TOP, "nope"), PAGE, NEVER));
      assert.equal(missing.code, "notFound");
      assert.match(missing.message, /^\/failures\.servers\/nope is not there\./);
      assert.equal((await failureOf(session.children(at(TOP, "open"), PAGE, NEVER))).code, "invalid");
      assert.equal((await failureOf(session.describe(at(TOP, "nope"), NEVER))).code, "notFound");
      const odd = session.children(at(TOP), { ...PAGE, cursor: "nonsense" }, NEVER);
      assert.equal((await failureOf(odd)).code, "invalid");
    }));

  it("names the field when the user's name is none", async () => {
    const failure = await failureOf(opened({ url: hdfs.url, user: "not a name" }));
    assert.match(failure.message, /user\.name/);
  });

  it("is told at once where nobody listens, and where the host is unknown", async () => {
    const port = await freePort();
    const refused = await failureOf(opened({ url: `http://localhost:${port}` }));
    assert.equal(refused.code, "refused");
    assert.match(refused.message, new RegExp(`HDFS at localhost:${port} refused the connection`));
    const unknown = await failureOf(opened({ url: "http://no-such-host.invalid:9870" }));
    assert.equal(unknown.code, "unresolvable");
    assert.match(unknown.message, /no-such-host\.invalid/);
  });

  it("is explained when the RPC port was taken for the web address, or http for https", async () => {
    const rpc = await failureOf(opened({ url: hdfs.fs.replace("hdfs:", "http:") }));
    assert.equal(rpc.code, "protocol");
    const secure = await failureOf(opened({ url: hdfs.url.replace("http:", "https:") }));
    assert.equal(secure.code, "tls");
  });

  it("is a DataNode out of reach: the failure names it, and the host map as the way out", async () => {
    const node = await dataNode(`/${TOP}/open`);
    for (const [target, words] of [
      ["no-such-host.invalid:9864", /DataNode no-such-host\.invalid:9864, and that host cannot be found/],
      [`localhost:${await freePort()}`, /DataNode localhost:\d+, which refused the connection/],
    ] as const) {
      await withSession({ url: hdfs.url, hostMap: { [node]: target } }, {}, async (session) => {
        const failure = await failureOf(session.read(at(TOP, "open"), RANGE, NEVER));
        assert.equal(failure.code, "unavailable");
        assert.match(failure.message, words);
        assert.match(failure.message, /"hostMap": \{ "/);
        assert.equal((await session.children(at(TOP), PAGE, NEVER)).nodes.length, 3);
      });
    }
  });

  it("is overcome by a host map that leads to the DataNode", async () => {
    const node = await dataNode(`/${TOP}/open`);
    let passed = 0;
    const forwarder = createServer((client) => {
      passed++;
      const server = connect(Number(node.split(":")[1]), "127.0.0.1");
      client.on("error", () => server.destroy());
      server.on("error", () => client.destroy());
      client.pipe(server).pipe(client);
    });
    const port = await freePort();
    await new Promise<void>((resolve) => forwarder.listen(port, "127.0.0.1", resolve));
    try {
      for (const from of [node, node.split(":")[0] ?? ""]) {
        await withSession({ url: hdfs.url, hostMap: { [from]: `127.0.0.1:${port}` } }, {}, async (session) => {
          const { bytes } = await session.read(at(TOP, "open"), RANGE, NEVER);
          assert.equal(Buffer.from(bytes).toString(), "content");
        });
      }
      assert.equal(passed, 2);
    } finally {
      forwarder.close();
    }
  });
});

describe("a NameNode that is frozen", () => {
  const namenode = running("namenode", hdfs.dir);

  afterEach(() => namenode && signalGroup(namenode.pid, "SIGCONT"));

  it("is given up after the time allowed, every call for itself, and answers again when it is well", async () => {
    assert.ok(namenode);
    await withSession({ url: hdfs.url }, { timeout: 700 }, async (session) => {
      assert.ok((await session.children(at(), PAGE, NEVER)).complete);
      signalGroup(namenode.pid, "SIGSTOP");
      const failures = await Promise.all(
        [
          session.children(at(), { ...PAGE, refresh: true }, NEVER),
          session.children(at(), { ...PAGE, filter: "x" }, NEVER),
          session.find(at("user"), NEVER),
          session.describe(at("user"), NEVER),
          session.read(at("user", "x"), RANGE, NEVER),
          session.check(NEVER),
        ].map(failureOf),
      );
      for (const failure of failures) {
        assert.equal(failure.code, "timeout");
        assert.match(failure.message, /HDFS at localhost:\d+ did not answer within 700 ms/);
      }
      signalGroup(namenode.pid, "SIGCONT");
      const { nodes } = await withSession({ url: hdfs.url }, {}, (fresh) => fresh.children(at(), PAGE, NEVER));
      assert.ok(nodes.length > 0);
      assert.deepEqual((await session.find(at("user"), NEVER))?.kind, "hdfs.directory");
    });
  });

  it("holds nobody who gives up before", async () => {
    assert.ok(namenode);
    await withSession({ url: hdfs.url }, { timeout: 60_000 }, async (session) => {
      signalGroup(namenode.pid, "SIGSTOP");
      await silence(hdfs.url);
      const controller = new AbortController();
      const call = failureOf(session.children(at(), PAGE, controller.signal));
      setTimeout(() => controller.abort(), 50);
      assert.equal((await call).code, "cancelled");
    });
  });
});

/** Until a server does not answer any more: a process with many threads is not frozen at once. */
async function silence(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(500) }).catch(() => undefined);
    if (!answer) return;
    await answer.body?.cancel();
  }
}
