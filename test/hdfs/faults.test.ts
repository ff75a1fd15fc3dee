import assert from "node:assert/strict";
import type { Session } from "../../src/core/contract";
import { NEVER } from "../support/session";
import { failureWith, find, list, noUncaught, read } from "./failure-with";
import { batch, type Handler, sendException, sendJson } from "./fake";
import { at } from "./opened";

const page: Handler = (_, response) =>
  response.writeHead(200, { "content-type": "text/html" }).end("<!DOCTYPE html><title>Sign in</title>");

describe("a server that answers what it should not", () => {
  noUncaught();

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
