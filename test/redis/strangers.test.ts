import assert from "node:assert/strict";
import { isFailure } from "../../src/core/failure";
import { NEVER } from "../support/session";
import { database, keyAt, opened } from "./opened";
import { allGone, almostRedis, met } from "./stranger";

describe("what listens where a Redis should", () => {
  it("is silent: the opening ends in time and leaves no socket behind", async () => {
    await met(
      () => {},
      async (url, stranger) => {
        await assert.rejects(opened({ url }, { timeout: 100 }), { code: "timeout" });
        await allGone(stranger);
        assert.equal(stranger.closed, 1);
      },
    );
  });

  it("is silent: giving up destroys the socket at once", async () => {
    await met(
      () => {},
      async (url, stranger) => {
        const controller = new AbortController();
        const opening = opened({ url }, { signal: controller.signal, timeout: 60_000 });
        while (stranger.sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        controller.abort();
        await assert.rejects(opening, { code: "cancelled" });
        await allGone(stranger);
      },
    );
  });

  it("is silent to TLS: the same", async () => {
    await met(
      () => {},
      async (url, stranger) => {
        await assert.rejects(opened({ url: url.replace("redis:", "rediss:") }, { timeout: 100 }), { code: "timeout" });
        await allGone(stranger);
      },
    );
  });

  it("is a web server", async () => {
    await met(
      (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")),
      async (url) => {
        const failure = await opened({ url }).catch((error: unknown) => error);
        assert.ok(isFailure(failure));
        assert.equal(failure.code, "protocol");
        assert.match(failure.message, /127\.0\.0\.1/);
      },
    );
  });

  it("closes at once", async () => {
    await met(
      (socket) => socket.destroy(),
      async (url) => {
        await assert.rejects(opened({ url }), { code: "closed" });
        await assert.rejects(opened({ url: url.replace("redis:", "rediss:") }), (error) => isFailure(error));
      },
    );
  });

  it("does not speak TLS", async () => {
    await met(
      (socket) => socket.once("data", () => socket.end("-ERR unknown command\r\n")),
      async (url) => {
        await assert.rejects(opened({ url: url.replace("redis:", "rediss:") }), { code: "tls" });
      },
    );
  });

  it("falls silent later: the call ends in time, the socket is let go, and the next call connects anew", async () => {
    let silent = true;
    await met(
      almostRedis((_, socket) => {
        if (!silent) socket.write("+none\r\n:-2\r\n$-1\r\n");
      }),
      async (url, stranger) => {
        let timeout = 10_000;
        const session = await opened({ url }, { timeout: () => timeout });
        timeout = 150;
        await assert.rejects(session.find(keyAt(0, "k"), NEVER), { code: "timeout" });
        await allGone(stranger);
        timeout = 10_000;
        silent = false;
        assert.equal(await session.find(keyAt(0, "k"), NEVER), undefined);
        await session.close();
      },
    );
  });

  it("closes later: the house is told once, and the call says so", async () => {
    await met(
      almostRedis((_, socket) => socket.destroy()),
      async (url) => {
        const lost: unknown[] = [];
        const session = await opened({ url }, { lost: (reason) => lost.push(reason) });
        await assert.rejects(session.find(keyAt(0, "k"), NEVER), { code: "closed" });
        assert.equal(lost.length, 1);
        assert.ok(isFailure(lost[0]));
        await session.close();
        assert.equal(lost.length, 1, "closing is no loss");
      },
    );
  });

  it("answers something that Redis would not: a failure, and the session lives on", async () => {
    await met(
      almostRedis((request, socket) => {
        socket.write(request.includes("DBSIZE") ? ":1\r\n" : "*2\r\n$1\r\nx\r\n*0\r\n");
      }),
      async (url) => {
        const session = await opened({ url });
        await assert.rejects(session.children(database(0), { limit: 10 }, NEVER), { code: "protocol" });
        await session.close();
      },
    );
  });

  it("answers more than can be kept: the connection ends before the memory does", async function () {
    this.timeout(60_000);
    await met(
      almostRedis((request, socket) => {
        if (request.includes("TYPE")) return void socket.write("+string\r\n");
        if (request.includes("STRLEN")) return void socket.write(":10\r\n");
        socket.write("$1000000000\r\n");
        const chunk = Buffer.alloc(1024 * 1024);
        const more = () => {
          while (!socket.destroyed && socket.write(chunk));
          if (!socket.destroyed) socket.once("drain", more);
        };
        more();
      }),
      async (url) => {
        const session = await opened({ url });
        await assert.rejects(session.read(keyAt(0, "k"), { offset: 0, length: 10 }, NEVER), { code: "tooLarge" });
        await session.close();
      },
    );
  });
});
