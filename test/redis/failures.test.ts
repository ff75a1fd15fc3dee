import assert from "node:assert/strict";
import { text } from "../../src/core/text";
import { failureOf, redirection } from "../../src/redis/failures";

const SERVER = text("Redis at {0}", "localhost:6379");

function replyError(message: string): Error {
  const error = Object.assign(new Error(message), { command: { name: "auth", args: ["s3cret"] } });
  error.name = "ReplyError";
  return error;
}

const socketError = (code: string, message = code): Error => Object.assign(new Error(message), { code });

describe("failureOf", () => {
  it("tells what the server's own words mean", () => {
    const meanings: readonly (readonly [string, string])[] = [
      ["WRONGPASS invalid username-password pair or user is disabled.", "authentication"],
      ["ERR invalid password", "authentication"],
      ["NOAUTH Authentication required.", "authentication"],
      ["NOPERM this user has no permissions to run the 'info' command", "denied"],
      ["DENIED Redis is running in protected mode because …", "denied"],
      ["LOADING Redis is loading the dataset in memory", "unavailable"],
      ["BUSY Redis is busy running a script.", "unavailable"],
      ["CLUSTERDOWN Hash slot not served", "unavailable"],
      ["MASTERDOWN Link with MASTER is down", "unavailable"],
      ["ERR max number of clients reached", "unavailable"],
      ["MOVED 866 127.0.0.1:7001", "unsupported"],
      ["ERR unknown command 'OBJECT'", "unsupported"],
      ["WRONGTYPE Operation against a key holding the wrong kind of value", "notFound"],
      ["ERR DB index is out of range", "notFound"],
      ["ERR something else", "unknown"],
    ];
    for (const [words, code] of meanings) {
      const failure = failureOf(replyError(words), SERVER);
      assert.equal(failure.code, code, words);
      assert.ok(failure.message.includes(words.slice(0, 20)), words);
    }
  });

  it("tells what the errors of sockets and of TLS mean, and names the server", () => {
    const meanings: readonly (readonly [Error, string])[] = [
      [socketError("ECONNREFUSED"), "refused"],
      [socketError("ENOENT", "connect ENOENT /run/redis.sock"), "refused"],
      [socketError("ENOTFOUND", "getaddrinfo ENOTFOUND nowhere"), "unresolvable"],
      [socketError("EAI_AGAIN"), "unresolvable"],
      [socketError("ETIMEDOUT"), "timeout"],
      [new Error("Command timed out"), "timeout"],
      [socketError("EHOSTUNREACH"), "unreachable"],
      [socketError("EACCES"), "denied"],
      [socketError("ECONNRESET"), "closed"],
      [new Error("Connection is closed."), "closed"],
      [socketError("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"), "tls"],
      [socketError("ERR_TLS_CERT_ALTNAME_INVALID"), "tls"],
      [socketError("EPROTO", "write EPROTO …:SSL routines:ssl3_get_record:wrong version number"), "tls"],
      [new Error('Unknown RESP type 72 "H". Please report this.'), "protocol"],
    ];
    for (const [error, code] of meanings) {
      const failure = failureOf(error, SERVER);
      assert.equal(failure.code, code, error.message);
      assert.match(failure.message, /Redis at localhost:6379/);
      // What the library says of every end tells nothing.
      assert.equal(failure.why === undefined, error.message === "Connection is closed.", error.message);
    }
    const group = Object.assign(new AggregateError([socketError("ECONNREFUSED")]), { code: "ECONNREFUSED" });
    assert.equal(failureOf(group, SERVER).code, "refused");
  });

  it("keeps OpenSSL's reason, and neither its source files nor what the library asks of its users", () => {
    const raw = "write EPROTO 80AC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../a/b.c:350:\n";
    assert.match(failureOf(socketError("EPROTO", raw), SERVER).message, /EPROTO: wrong version number\. If/);
    const unknown = failureOf(new Error('Unknown RESP type 72 "H". Please report this.'), SERVER);
    assert.doesNotMatch(unknown.message, /report/);
    const named = "Hostname/IP does not match certificate's altnames: Host: a. is not cert's CN: b";
    assert.match(failureOf(socketError("ERR_TLS_CERT_ALTNAME_INVALID", named), SERVER).message, /“serverName”/);
  });

  it("says the way to TLS and from TLS", () => {
    assert.match(failureOf(socketError("EPROTO", "wrong version number"), SERVER).message, /redis:\/\//);
    assert.match(failureOf(new Error("Unknown RESP type 21"), SERVER).message, /rediss:\/\//);
  });

  it("keeps no secret: neither in words nor as a cause", () => {
    const failure = failureOf(replyError("WRONGPASS no"), SERVER);
    assert.doesNotMatch(JSON.stringify({ ...failure, message: failure.message, cause: failure.cause }), /s3cret/);
  });

  it("leaves a failure as it is, and anything else unharmed", () => {
    const failure = failureOf(replyError("NOAUTH"), SERVER);
    assert.equal(failureOf(failure, SERVER), failure);
    for (const odd of [undefined, null, "text", 42, { code: 7 }]) assert.equal(failureOf(odd, SERVER).code, "closed");
  });
});

describe("redirection", () => {
  it("is read from the server's words", () => {
    const moved = failureOf(replyError("MOVED 866 10.0.0.1:7001"), SERVER);
    assert.deepEqual(redirection(moved), { place: "10.0.0.1:7001", asking: false });
    assert.deepEqual(redirection(failureOf(replyError("ASK 1 [::1]:7"), SERVER)), { place: "[::1]:7", asking: true });
    assert.equal(redirection(failureOf(replyError("ERR MOVED"), SERVER)), undefined);
    assert.equal(redirection(Buffer.from("MOVED 866 10.0.0.1:7001")), undefined);
  });
});
