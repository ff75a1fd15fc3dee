import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { NEVER } from "../support/session";
import { failureWith, find, flood, list, noUncaught, PAGE, read } from "./failure-with";
import { batch, type Handler, sendBytes, sendJson, startFake } from "./fake";
import { at, withSession } from "./opened";

const MB = 1024 * 1024;

describe("a server whose answers break off, never end or never come", () => {
  noUncaught();

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

  it("leads to the port where nothing was ever answered, and to the server's log where it was", async () => {
    const hangUp: Handler = (request) => request.socket.destroy();
    const fake = await startFake({ ROOT: hangUp });
    try {
      const opening = withSession({ url: fake.url }, {}, async () => {});
      await assert.rejects(opening, /closed the connection without an answer.*Check the port in “url”/);
    } finally {
      await fake.close();
    }
    const later = await failureWith({ LISTSTATUS_BATCH: hangUp }, list);
    assert.match(later.message, /closed the connection without an answer.*look into the server's log/);
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
});
