import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort } from "../servers/process";
import { type Answer, type FakeBroker, fakeBroker, listen } from "./fake-broker";
import { opened } from "./opened";
import { eventually } from "./tools";

const TIMEOUT = 700;

/** Opening fails with this failure, nothing is left open, and nothing is thrown past it. */
async function failsToOpen(port: number, expected: object, peer?: Pick<FakeBroker, "open">): Promise<void> {
  await assert.rejects(opened({ brokers: [`127.0.0.1:${port}`] }, { timeout: TIMEOUT }), expected);
  if (peer) await eventually(async () => assert.equal(peer.open(), 0));
}

describe("whatever listens where a broker should", () => {
  it("nobody", async () => {
    const port = await freePort();
    await failsToOpen(port, { code: "refused", message: new RegExp(`127.0.0.1:${port} refused`) });
  });

  it("a name that is not known", async function () {
    this.timeout(30_000);
    const values = { brokers: ["no-such-host.invalid:9092"] };
    await assert.rejects(opened(values, { timeout: 10_000 }), {
      code: "unresolvable",
      message: /no-such-host\.invalid/,
    });
  });

  it("a peer that accepts and says nothing", async () => {
    const peer = await listen(() => {});
    await failsToOpen(peer.port, { code: "timeout" }, peer);
    await peer.close();
  });

  it("a web server", async () => {
    const server = createServer((_, response) => response.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await failsToOpen((server.address() as AddressInfo).port, { code: "protocol", message: /web server/ });
    server.close();
  });

  const said: Readonly<Record<string, string>> = {
    "random bytes": "f00dcafe0102030405060708",
    "a message of two gigabytes": "7fffffff00000000",
    "a message of less than nothing": "ffffffff00000000",
    "a message shorter than its number": "000000020000",
    "an answer to nothing": "0000000400000063",
  };
  for (const [name, hex] of Object.entries(said)) {
    it(name, async () => {
      const peer = await listen((socket) => socket.write(Buffer.from(hex, "hex")));
      const code = name === "an answer to nothing" ? "timeout" : "protocol";
      await failsToOpen(peer.port, { code }, peer);
      await peer.close();
    });
  }

  it("a peer that hangs up", async () => {
    const peer = await listen((socket) => socket.destroy());
    await failsToOpen(peer.port, { code: "closed" }, peer);
    const polite = await listen((socket) => socket.end());
    await failsToOpen(polite.port, { code: "closed" }, polite);
    await Promise.all([peer.close(), polite.close()]);
  });

  const broken: Readonly<Record<string, readonly [Answer, string]>> = {
    "no bytes at all": [Buffer.alloc(0), "protocol"],
    "bytes of something else": [Buffer.from("this is not what was asked for"), "protocol"],
    "a count that cannot be": [Buffer.from("0000000000fffffffff7", "hex"), "protocol"],
    silence: ["nothing", "timeout"],
    "the end of the connection": ["close", "closed"],
    "an error of ApiVersions": [Buffer.from("0023", "hex"), "protocol"],
  };
  for (const [name, [answer, code]] of Object.entries(broken)) {
    it(`a broker that answers a request with ${name}`, async () => {
      const broker = await fakeBroker({ answers: { Metadata: () => answer } });
      await failsToOpen(broker.port, { code }, broker);
      await broker.close();
    });
  }

  it("a broker that answers the question for its versions with anything", async () => {
    for (const hex of ["", "00", "0000ffffffff", "00007fffffff0001", "0023", "000000000001"]) {
      const broker = await fakeBroker({ answers: { ApiVersions: () => Buffer.from(hex, "hex") } });
      await assert.rejects(opened({ brokers: [`127.0.0.1:${broker.port}`] }, { timeout: TIMEOUT }), (error: Error) => {
        assert.equal(error.name, "Failure", hex);
        return true;
      });
      await eventually(async () => assert.equal(broker.open(), 0));
      await broker.close();
    }
  });

  it("a broker that answers other requests than were asked", async () => {
    const broker = await fakeBroker({ numberOff: 1 });
    await failsToOpen(broker.port, { code: "timeout" }, broker);
    await broker.close();
  });

  it("a broker that is too old", async () => {
    const broker = await fakeBroker({ versions: { Metadata: 3 } });
    await failsToOpen(broker.port, { code: "unsupported", message: /Metadata/ }, broker);
    await broker.close();
  });
});
