import assert from "node:assert/strict";
import type { EventEmitter } from "node:events";
import { Socket } from "node:net";
import fc from "fast-check";
import { Failure } from "../../src/core/failure";
import { text } from "../../src/core/text";
import { connectionFailure } from "../../src/kafka/failures";
import { firstAnswer } from "../../src/kafka/hedge";
import { MalformedError } from "../../src/kafka/protocol/values";
import { FrameError, LoginError, SocketClosedError } from "../../src/kafka/transport/errors";
import { FramedSocket } from "../../src/kafka/transport/framed-socket";
import { Tap } from "../../src/kafka/transport/tap";
import { NEVER } from "../support/session";

const BROKER = { address: "localhost:9092" };
const ANNOUNCED = { address: "kafka:9092", announced: { id: 3, address: "kafka:9092" } };
const AT = { stage: "connecting", ssl: false, sasl: false } as const;
const coded = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe("what a fault of a connection means", () => {
  it("is told by the code of the network", () => {
    const codes = {
      ECONNREFUSED: "refused",
      ENOTFOUND: "unresolvable",
      EAI_AGAIN: "unresolvable",
      EHOSTUNREACH: "unreachable",
      ETIMEDOUT: "unreachable",
      ECONNRESET: "closed",
      EPIPE: "closed",
      CERT_HAS_EXPIRED: "tls",
      DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
      ERR_TLS_CERT_ALTNAME_INVALID: "tls",
      EMFILE: "unknown",
    };
    for (const [code, kind] of Object.entries(codes)) {
      const failure = connectionFailure(coded(code), BROKER, AT);
      assert.equal(failure.code, kind, code);
      assert.match(failure.message, /localhost:9092/);
    }
  });

  it("is told by what came instead of an answer", () => {
    const frame = (hex: string, length = 2 ** 30) => new FrameError(length, 1_000, Buffer.from(hex, "hex"));
    const secured = { ...AT, stage: "secured" } as const;
    const answered = { ...AT, stage: "answered" } as const;
    assert.equal(connectionFailure(frame("15030300020250"), BROKER, secured).code, "tls");
    assert.equal(connectionFailure(frame("485454502f312e31"), BROKER, secured).code, "protocol");
    assert.equal(connectionFailure(frame("00ffffff"), BROKER, answered).code, "tooLarge");
    assert.equal(connectionFailure(frame("ffffffff", -1), BROKER, answered).code, "protocol");
    assert.equal(connectionFailure(new MalformedError("x"), BROKER, answered).code, "protocol");
    assert.equal(connectionFailure(new SocketClosedError(true), BROKER, answered).code, "closed");
    assert.equal(connectionFailure(new SocketClosedError(false), BROKER, { ...AT, ssl: true }).code, "tls");
    assert.equal(connectionFailure(new LoginError("no"), BROKER, { ...AT, sasl: true }).code, "authentication");
  });

  it("names the broker as the cluster announces it, and the way to map it", () => {
    const { message } = connectionFailure(coded("ENOTFOUND"), ANNOUNCED, AT);
    assert.match(message, /broker 3 at kafka:9092/);
    assert.match(message, /"hostMap": \{ "kafka:9092": "localhost:9092" \}/);
    const mapped = { address: "localhost:1", announced: ANNOUNCED.announced };
    assert.match(connectionFailure(coded("ECONNREFUSED"), mapped, AT).message, /“hostMap” leads there for kafka:9092/);
  });
});

describe("asking several brokers", () => {
  const fails = (code: "refused" | "authentication") => async () => {
    throw new Failure({ code, what: text("{0}", code) });
  };

  it("takes the first answer, and lets go of the others", async () => {
    let abandoned = false;
    const hangs = (signal: AbortSignal) =>
      new Promise<string>((_, reject) => {
        signal.addEventListener("abort", () => {
          abandoned = true;
          reject(new Error("aborted"));
        });
      });
    assert.equal(await firstAnswer([hangs, fails("refused"), async () => "third"], 20, NEVER), "third");
    assert.equal(abandoned, true);
  });

  it("fails with the first failure when nobody answers", async () => {
    await assert.rejects(firstAnswer([fails("refused"), fails("refused")], 20, NEVER), { code: "refused" });
    await assert.rejects(firstAnswer([], 20, NEVER), { code: "unavailable" });
  });

  it("does not try a login that was refused at the next one", async () => {
    let tried = false;
    const next = async () => {
      tried = true;
      return "answer";
    };
    await assert.rejects(firstAnswer([fails("authentication"), next], 20, NEVER), { code: "authentication" });
    assert.equal(tried, false);
  });
});

describe("messages on a socket", () => {
  const framed = (largest = 1_000) => {
    const socket = new Socket();
    const reasons: unknown[] = [];
    const messages: Buffer[] = [];
    const subject: EventEmitter = new FramedSocket(
      socket,
      largest,
      (reason) => reasons.push(reason),
      new Tap("k:1", undefined),
    );
    subject.on("data", (message: Buffer) => messages.push(message));
    return { socket, reasons, messages };
  };
  const messageOf = (body: Uint8Array) => {
    const head = Buffer.alloc(4);
    head.writeInt32BE(body.length);
    return Buffer.concat([head, body]);
  };

  it("arrive whole, however they are cut", () => {
    const bodies = fc.array(fc.uint8Array({ minLength: 4, maxLength: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (list, cuts) => {
        const whole = Buffer.concat(list.map(messageOf));
        const { socket, reasons, messages } = framed();
        for (let at = 0, turn = 0; at < whole.length; turn++) {
          const length = cuts[turn % cuts.length] ?? 1;
          socket.emit("data", whole.subarray(at, at + length));
          at += length;
        }
        assert.deepEqual(
          messages.map(String),
          list.map((body) => String(messageOf(body))),
        );
        assert.deepEqual(reasons, []);
      }),
    );
  });

  it("end the connection where their length cannot be, and nothing comes after", () => {
    for (const length of [1_001, 3, 0, -1, 2 ** 31 - 1]) {
      const { socket, reasons, messages } = framed();
      const bad = Buffer.alloc(8);
      bad.writeInt32BE(length);
      socket.emit("data", Buffer.concat([messageOf(Buffer.from("good")), bad]));
      socket.emit("data", messageOf(Buffer.from("late")));
      assert.equal(messages.length, 1);
      assert.ok(reasons[0] instanceof FrameError);
      assert.ok(socket.destroyed);
    }
  });

  it("end once, whatever a socket says of its end", () => {
    const { socket, reasons } = framed();
    socket.emit("end");
    socket.emit("error", new Error("late"));
    socket.emit("close");
    assert.equal(reasons.length, 1);
  });
});
