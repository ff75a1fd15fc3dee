import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "../../src/core/contract";
import { type Failure, isFailure } from "../../src/core/failure";
import { batch, type Fake, type Handler, sendBytes, sendException, sendJson, startFake } from "./fake";
import { at, NEVER, withSession } from "./opened";

const PAGE = { limit: 10 };
const RANGE = { offset: 0, length: 100 };
const MB = 1024 * 1024;

/** What goes wrong when a server answers so; whatever it is, it must be a `Failure` and nothing else. */
async function failureWith(
  handlers: Readonly<Record<string, Handler>>,
  use: (session: Session, fake: Fake) => Promise<unknown>,
  options: { timeout?: number; secret?: string } = {},
): Promise<Failure> {
  const fake = await startFake(handlers);
  try {
    return await withSession({ url: fake.url }, options, async (session) => {
      const error: unknown = await use(session, fake).then(
        (result) => assert.fail(`no failure: ${JSON.stringify(result)}`),
        (cause: unknown) => cause,
      );
      assert.ok(isFailure(error), String(error));
      return error;
    });
  } finally {
    await fake.close();
  }
}

const list = (session: Session) => session.children(at("d"), PAGE, NEVER);
const find = (session: Session) => session.find(at("f"), NEVER);
const read = (session: Session) => session.read(at("f"), RANGE, NEVER);

/** Sends for as long as somebody takes it. */
function flood(response: ServerResponse, chunk: Buffer, sent: (bytes: number) => void = () => {}): void {
  const more = () => {
    do sent(chunk.length);
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more);
  more();
}

const page: Handler = (_, response) =>
  response.writeHead(200, { "content-type": "text/html" }).end("<!DOCTYPE html><title>Sign in</title>");

describe("a server that answers what it should not", () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);

  before(() => {
    process.on("uncaughtExceptionMonitor", note);
    process.on("unhandledRejection", note);
  });

  after(() => {
    process.off("uncaughtExceptionMonitor", note);
    process.off("unhandledRejection", note);
  });

  // Late errors of a request come after its failure.
  afterEach(async () => {
    await sleep(5);
    assert.deepEqual(uncaught, []);
  });

  it("is a protocol failure for bodies that are not a status", async () => {
    const bodies = [
      "null",
      "[]",
      "1",
      '"x"',
      "{}",
      '{"FileStatus":null}',
      '{"FileStatus":[1]}',
      "",
      "{",
      "\u0000",
      "<html>",
    ];
    for (const body of [...bodies, '{"hasOwnProperty":1,"FileStatus":{}}', '{"FileStatus":{"type":"FILE"}}']) {
      const failure = await failureWith({ GETFILESTATUS: (_, response) => response.end(body) }, find);
      assert.equal(failure.code, "protocol", body);
      assert.match(failure.message, /127\.0\.0\.1:\d+ gave an answer that is not of WebHDFS/);
    }
  });

  it("is a protocol failure for listings that are none", async () => {
    const one = batch(["a"], 0).DirectoryListing.partialListing;
    for (const body of [
      null,
      {},
      { DirectoryListing: {} },
      { DirectoryListing: { partialListing: one } },
      { DirectoryListing: { partialListing: one, remainingEntries: -5 } },
      { DirectoryListing: { partialListing: { FileStatuses: { FileStatus: [null] } }, remainingEntries: 0 } },
      // would be asked for ever
      batch([], 7),
    ]) {
      const failure = await failureWith({ LISTSTATUS_BATCH: (_, response) => sendJson(response, body) }, list);
      assert.equal(failure.code, "protocol", JSON.stringify(body));
    }
  });

  it("is found out when it sends the same page again", async () => {
    const same: Handler = (_, response) => sendJson(response, batch(["a", "b"], 5));
    const pages = async (session: Session) => {
      for (let cursor: string | undefined, page = 0; page < 5; page++)
        cursor = (await session.children(at("d"), { limit: 2, cursor }, NEVER)).next;
    };
    assert.equal((await failureWith({ LISTSTATUS_BATCH: same }, pages)).code, "protocol");
  });

  it("says that it is a web page, and never shows one as a file", async () => {
    assert.equal((await failureWith({ OPEN: page }, read)).code, "protocol");
    assert.match((await failureWith({ LISTSTATUS_BATCH: page }, list)).message, /It is a web page, not data/);
    const redirected: Handler = (request, response) =>
      request.url?.includes("portal")
        ? page(request, response)
        : response.writeHead(307, { location: "/portal?op=OPEN" }).end();
    assert.equal((await failureWith({ OPEN: redirected }, read)).code, "protocol");
  });

  it("follows no redirect but the one of OPEN, and that once", async () => {
    const away: Handler = (_, response) =>
      response.writeHead(302, { location: "https://sso.example.com/login?token=hidden" }).end();
    const portal = await failureWith({ LISTSTATUS_BATCH: away }, list);
    assert.equal(portal.code, "authentication");
    assert.match(portal.message, /sso\.example\.com\/login/);
    assert.doesNotMatch(portal.message, /hidden/);
    let asked: readonly string[] = [];
    const loop: Handler = (request, response) => response.writeHead(307, { location: request.url ?? "" }).end();
    const looping = await failureWith({ OPEN: loop }, (session, fake) => {
      asked = fake.asked;
      return read(session);
    });
    assert.equal(looping.code, "authentication");
    assert.equal(asked.filter((line) => line.includes("op=OPEN")).length, 2);
    for (const location of ["file:///etc/passwd", "http://", "x:"]) {
      const odd: Handler = (_, response) => response.writeHead(307, { location }).end();
      assert.equal((await failureWith({ OPEN: odd }, read)).code, "protocol", location);
    }
  });

  it("refuses an answer without end, and never holds more of it than the cap", async () => {
    let sent = 0;
    const endless: Handler = (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      flood(response, Buffer.alloc(MB, " "), (bytes) => {
        sent += bytes;
      });
    };
    const failure = await failureWith({ LISTSTATUS_BATCH: endless }, list);
    assert.equal(failure.code, "tooLarge");
    assert.match(failure.message, /more than 64 MB/);
    assert.ok(sent < 100 * MB, `${sent}`);
  }).timeout(20_000);

  it("cuts a file's bytes where they were asked to end", async () => {
    const fake = await startFake({
      OPEN: (_, response) => {
        response.writeHead(200, { "content-type": "application/octet-stream" });
        flood(response, Buffer.alloc(65_536, "x"));
      },
    });
    try {
      await withSession({ url: fake.url }, {}, async (session) => {
        const { bytes } = await session.read(at("f"), { offset: 0, length: 1_000_000 }, NEVER);
        assert.equal(bytes.length, 1_000_000);
      });
    } finally {
      await fake.close();
    }
  });

  it("is a failure, and not a shorter file, when the bytes end too early", async () => {
    const short = await failureWith({ OPEN: (_, response) => sendBytes(response, "12345") }, read);
    assert.match(short.message, /\/f: only 5 of 10 bytes came/);
    const broken: Handler = (_, response) => {
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": "10" });
      response.write("12345", () => response.destroy());
    };
    assert.equal((await failureWith({ OPEN: broken }, read)).code, "closed");
  });

  it("gives up at the deadline on silence, on drops, and in the middle of an error", async () => {
    const drip: Handler = (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(timer));
    };
    const halfError: Handler = (_, response) => {
      response.writeHead(403, { "content-type": "application/json", "content-length": "100" });
      response.write('{"RemoteException":');
    };
    for (const handler of [() => {}, drip, halfError]) {
      const failure = await failureWith(
        { LISTSTATUS_BATCH: handler, GETFILESTATUS: handler, OPEN: handler },
        async (session, fake) => {
          const results = await Promise.allSettled([list(session), find(session), session.describe(at("f"), NEVER)]);
          // Not one of the sockets is left waiting; mocha ends this where one is.
          while (fake.sockets.size) await sleep(5);
          for (const result of results) if (result.status === "rejected") assert.equal(result.reason.code, "timeout");
          return list(session);
        },
        { timeout: 200 },
      );
      assert.equal(failure.code, "timeout");
      assert.match(failure.message, /within 200 ms/);
    }
  });

  it("reads an error that comes in two packets", async () => {
    const twice: Handler = async (_, response) => {
      const json = '{"RemoteException":{"exception":"AccessControlException","message":"Permission denied: user=x"}}';
      response.writeHead(403, { "content-type": "application/json" });
      response.write(json.slice(0, 30));
      await sleep(10);
      response.end(json.slice(30));
    };
    for (const use of [list, find, read]) {
      const failure = await failureWith({ LISTSTATUS_BATCH: twice, GETFILESTATUS: twice, OPEN: twice }, use);
      assert.equal(failure.code, "denied");
      assert.match(failure.message, /Permission denied: user=x/);
    }
  });

  it("is not HTTP, or breaks off", async () => {
    const raw =
      (bytes: string): Handler =>
      (request) =>
        request.socket.end(bytes);
    for (const [bytes, code] of [
      ["", "closed"],
      ["HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{", "closed"],
      ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "closed"],
      ["SSH-2.0-OpenSSH_9.2\r\n", "protocol"],
      [`HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}\r\n\r\n`, "protocol"],
      ["HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", "closed"],
    ] as const) {
      const failure = await failureWith({ LISTSTATUS_BATCH: raw(bytes) }, list);
      assert.equal(failure.code, code, bytes.slice(0, 40));
    }
  });

  it("closed a kept connection meanwhile: asked once more on a new one", async () => {
    let closed = 0;
    const fake = await startFake({
      LISTSTATUS_BATCH: (request, response) => {
        if (closed++ === 0) request.socket.destroy();
        else sendJson(response, batch(["a"], 0));
      },
    });
    try {
      await withSession({ url: fake.url }, {}, async (session) => {
        assert.equal((await list(session)).nodes.length, 1);
      });
    } finally {
      await fake.close();
    }
  });

  it("lets go of the socket when the caller gives up", async () => {
    let closed: Promise<unknown> | undefined;
    const controller = new AbortController();
    const silent: Handler = (request) => {
      closed = once(request.socket, "close");
      controller.abort();
    };
    const failure = await failureWith({ LISTSTATUS_BATCH: silent }, async (session) => {
      const call = session.children(at("d"), PAGE, controller.signal);
      await call.catch(() => {});
      await closed;
      return call;
    });
    assert.equal(failure.code, "cancelled");
  });

  it("says what it threw, but never the token", async () => {
    const secret = "AAhoYWRvb3AtdG9rZW4";
    const repeating: Handler = (request, response) =>
      sendException(response, 403, "InvalidToken", `token (${request.url}) can't be found in cache`);
    const failure = await failureWith({ LISTSTATUS_BATCH: repeating }, list, { secret });
    assert.equal(failure.code, "authentication");
    assert.match(failure.message, /can't be found in cache/);
    assert.ok(!failure.message.includes(secret) && !JSON.stringify(failure).includes(secret));
  });

  it("asks for Kerberos", async () => {
    const failure = await failureWith(
      {
        LISTSTATUS_BATCH: (_, response) => response.writeHead(401, { "www-authenticate": "Negotiate" }).end("<html>"),
      },
      list,
    );
    assert.equal(failure.code, "authentication");
    assert.match(failure.message, /It asks for Kerberos.*delegation token/);
  });

  it("is a gateway without WebHDFS, or one that is starting", async () => {
    const status =
      (code: number): Handler =>
      (_, response) =>
        response.writeHead(code, { "content-type": "text/html" }).end("<h1>no</h1>");
    assert.equal((await failureWith({ LISTSTATUS_BATCH: status(404) }, list)).code, "protocol");
    assert.equal((await failureWith({ LISTSTATUS_BATCH: status(503) }, list)).code, "unavailable");
    assert.equal((await failureWith({ OPEN: status(503) }, read)).code, "unavailable");
    assert.equal((await failureWith({ LISTSTATUS_BATCH: status(403) }, list)).code, "denied");
    assert.equal((await failureWith({ LISTSTATUS_BATCH: status(500) }, list)).code, "protocol");
  });
});
