import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { withAllowed } from "../../scripts/allowed-table";
import { verbatim } from "../../src/core/text";
import { ALLOWED as KAFKA, LOGIN } from "../../src/kafka/allowed";
import { api } from "../../src/kafka/protocol/messages";
import { openWire } from "../../src/kafka/transport/kafkajs";
import { ALLOWED, type Command, fullName } from "../../src/redis/allowed";
import { Client } from "../../src/redis/client";
import { GuardedRedis } from "../../src/redis/guarded";
import { fakeBroker } from "../kafka/fake-broker";
import { met } from "../redis/stranger";
import { filesEnding } from "../support/files";
import { NEVER } from "./looking";

const top = join(__dirname, "..", "..");
const source = join(top, "src");

describe("the list in the README", () => {
  it("is what the clients enforce (npm run manifest writes it)", () => {
    const readme = readFileSync(join(top, "README.md"), "utf8");
    assert.equal(readme, withAllowed(readme));
    for (const name of ["`LISTSTATUS`", "`SCAN`", "`Fetch`", "`AUTH`"]) assert.ok(readme.includes(name), name);
  });
});

describe("the way to a socket", () => {
  const files = [".ts", ".tsx"]
    .flatMap((ending) => filesEnding(source, ending))
    .map((file) => file.slice(top.length + 1));
  const users = (pattern: RegExp) => files.filter((file) => pattern.test(readFileSync(join(top, file), "utf8"))).sort();
  /** imports that stay in the code; a type is gone when it runs */
  const importing = (name: string) =>
    users(
      new RegExp(
        `^import (?!type )[^;]*?["'](?:node:)?(?:${name})(?:/[^"']*)?["']|(?:import|require)\\(["'](?:node:)?(?:${name})["'/]`,
        "m",
      ),
    );

  it("is in one file of each system; the doctor and the look at localhost knock without a word", () => {
    assert.deepEqual(importing("net|tls|http|https|http2|dgram|quic|undici|ws"), [
      "src/core/doctor/examine-door.ts", // isIP
      "src/core/doctor/knock.ts",
      "src/core/probe.ts",
      "src/hdfs/transport.ts",
      "src/kafka/transport/kafkajs.ts",
      "src/redis/connect.ts", // isIP
    ]);
    for (const file of ["src/core/doctor/examine-door.ts", "src/redis/connect.ts"]) {
      const imports = readFileSync(join(top, file), "utf8").match(/^import (?!type ).*"node:(?:net|tls)";$/gm);
      assert.deepEqual(imports, ['import { isIP } from "node:net";'], file);
    }
    for (const file of ["src/core/doctor/knock.ts", "src/core/probe.ts"])
      assert.doesNotMatch(readFileSync(join(top, file), "utf8"), /\.(?:write|end|send|pipe)\(/, file);
  });

  it("has no other: no process, no thread, no fetch", () => {
    assert.deepEqual(importing("child_process|worker_threads|cluster|inspector"), []);
    assert.deepEqual(users(/\b(?:globalThis\.)?fetch\(["'`]|\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b/), []);
  });

  it("is known to one file where it goes through a library", () => {
    assert.deepEqual(importing("ioredis"), ["src/redis/guarded.ts", "src/redis/hardened.ts"]);
    assert.deepEqual(importing("kafkajs"), ["src/kafka/transport/kafkajs.ts"]);
    assert.deepEqual(importing("webhdfs"), ["src/hdfs/package-client.ts"]);
    assert.deepEqual(users(/new GuardedRedis\(/), ["src/redis/client.ts"]);
    assert.deepEqual(users(/\.sendTogether\(|\.callBuffer\(|\.sendCommand\(/), [
      "src/redis/client.ts",
      "src/redis/guarded.ts",
    ]);
    assert.deepEqual(users(/\bopenWire\(/), ["src/kafka/transport/kafkajs.ts", "src/kafka/transport/link.ts"]);
    assert.deepEqual(users(/\bhttps?\b[^\n]*\)\.request\(|\bhttps?\.(?:request|get)\(/), ["src/hdfs/transport.ts"]);
  });
});

describe("what is not allowed", () => {
  it("to Redis never reaches the socket: neither asked of the client, nor sent by its library", async () => {
    let arrived = "";
    await met(
      (socket) =>
        socket.on("data", (chunk) => {
          arrived += chunk.toString("latin1");
          socket.write("+OK\r\n".repeat(chunk.toString("latin1").match(/\*\d+\r\n/g)?.length ?? 0));
        }),
      async (url) => {
        const port = Number(new URL(url).port);
        const redis = { host: "127.0.0.1", port };
        const options = { server: verbatim("R"), place: "r:1", redis, db: 0, timeout: () => 2_000, noTouch: false };
        const client = await Client.open({ ...options, server: { message: "R", args: [] }, lost: () => {} }, NEVER);
        const word = fc.stringMatching(/^[A-Za-z]{1,12}$/);
        await fc.assert(
          fc.asyncProperty(word, fc.array(fc.string(), { maxLength: 3 }), async (name, args) => {
            const command: Command = [name, ...args];
            fc.pre(!ALLOWED.has(fullName(command)));
            await assert.rejects(client.call(command, NEVER), { code: "forbidden" });
            await assert.rejects(client.batch([["TYPE", "k"], command], NEVER), { code: "forbidden" });
          }),
          { numRuns: 50 },
        );
        client.close();

        const library = new GuardedRedis(
          { ...redis, lazyConnect: true, protocol: 2, enableReadyCheck: false },
          "r:1",
          undefined,
        );
        library.on("error", () => {});
        await library.connect();
        for (const attempt of [
          () => library.set("a", "b"),
          () => library.call("FLUSHALL"),
          () => library.info(),
          () =>
            library
              .pipeline()
              .del("a")
              .exec()
              .then((all) => Promise.reject(all?.[0]?.[0])),
          () => library.multi().set("a", "b").exec(),
          () => library.eval("return 1", 0),
          () => library.subscribe("c"),
          () => library.quit(),
        ])
          await assert.rejects(attempt(), `${attempt}`);
        library.disconnect();
      },
    );
    const names = [...arrived.matchAll(/\*\d+\r\n\$\d+\r\n([^\r]*)/g)].map(([, name = ""]) => name.toUpperCase());
    assert.deepEqual([...new Set(names)], ["CLIENT"]);
  });

  it("to Kafka never reaches the socket, whatever the library is made to send", async () => {
    const broker = await fakeBroker({});
    const allowed = new Set<number>([...[...KAFKA].map((name) => api(name).key), ...Object.values(LOGIN)]);
    for (const key of Array.from({ length: 100 }, (_, index) => index - 1).filter((key) => !allowed.has(key))) {
      const reasons: unknown[] = [];
      const wire = openWire({
        endpoint: { host: "127.0.0.1", port: broker.port },
        serverName: "127.0.0.1",
        security: {},
        largest: 1_000_000,
        timeout: 2_000,
        onSecured() {},
        onHeard() {},
        onClosed: (reason) => reasons.push(reason),
      });
      await wire.connect();
      const message = {
        name: `${key}`,
        key,
        version: 0,
        body: Buffer.alloc(4),
        throttle: () => 0,
        channel: 0,
      } as const;
      await assert.rejects(wire.send({ ...message, decode: (answer) => answer }));
      assert.match(String(reasons[0]), /only looking is allowed/, `${key}`);
    }
    assert.deepEqual([...new Set(broker.requests)], ["ApiVersions"]);
    await broker.close();
  });
});
