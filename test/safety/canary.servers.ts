import assert from "node:assert/strict";
import { inspect } from "node:util";
import { root } from "../../src/core/address";
import type { Connection, System, Values } from "../../src/core/contract";
import { SessionPool } from "../../src/core/sessions";
import { hdfs } from "../../src/hdfs/system";
import { kafka } from "../../src/kafka/system";
import { redis } from "../../src/redis/system";
import { freePort } from "../servers/process";
import { servers } from "../servers/shared";
import { NEVER } from "./looking";

const CANARY = "canary-7f3a91";

describe("a secret", () => {
  const all = servers();

  /** Connects with it, looks, and gathers all that anybody could read of it afterwards. */
  async function told(system: System, values: Values): Promise<string> {
    const lines: string[] = [];
    const connection: Connection = {
      profile: { id: "p", name: "P", access: "edit" },
      name: system.id,
      system: system.id,
      values,
    };
    const pool = new SessionPool([system], {
      timeout: () => 3_000,
      setting: (_system, _name, fallback) => fallback,
      secret: async () => CANARY,
      log: (line) => lines.push(line),
    });
    pool.configure([connection]);
    const address = root("p", system.id);
    try {
      const page = await pool.run(address, NEVER, (session, signal) =>
        session.children(address, { limit: 10 }, signal),
      );
      lines.push(inspect(page, { depth: 20 }));
      lines.push(
        inspect(await pool.run(address, NEVER, (session, signal) => session.describe(address, signal)), { depth: 9 }),
      );
    } catch (error) {
      lines.push(
        inspect(error, { depth: 20, showHidden: true }),
        JSON.stringify(error),
        error instanceof Error ? `${error.stack}` : "",
      );
    }
    lines.push(inspect(pool.state(connection), { depth: 20, showHidden: true }));
    lines.push(inspect(pool.sent(connection).after(0), { depth: 9 }), system.endpoint(values));
    await pool.dispose();
    return lines.join("\n");
  }

  const cases: readonly (readonly [string, System, (port: number) => Values])[] = [
    ["Redis, which asks for none", redis, () => ({ url: `redis://127.0.0.1:${all.redis.port}` })],
    [
      "Redis, with a user that it does not know",
      redis,
      () => ({ url: `redis://127.0.0.1:${all.redis.port}`, user: "nobody" }),
    ],
    ["Redis, which is not there", redis, (port) => ({ url: `redis://127.0.0.1:${port}`, user: "nobody" })],
    [
      "Kafka, where nobody listens for a login",
      kafka,
      () => ({ brokers: all.kafka.brokers, sasl: "plain", user: "u" }),
    ],
    ["Kafka, by SCRAM", kafka, () => ({ brokers: all.kafka.brokers, sasl: "scram-sha-512", user: "u" })],
    ["Kafka, which is not there", kafka, (port) => ({ brokers: [`127.0.0.1:${port}`], sasl: "plain", user: "u" })],
    ["HDFS, which takes everybody at their word", hdfs, () => ({ url: all.hdfs.url, user: "u" })],
    ["HDFS, which is not there", hdfs, (port) => ({ url: `http://127.0.0.1:${port}`, user: "u" })],
  ];
  for (const [name, system, valuesAt] of cases) {
    it(`is in no log, error, state or row: ${name}`, async () => {
      const said = await told(system, valuesAt(await freePort()));
      assert.ok(said.length > 100);
      assert.ok(!said.includes(CANARY), said.slice(Math.max(0, said.indexOf(CANARY) - 300), said.indexOf(CANARY) + 50));
      assert.ok(!said.includes(Buffer.from(CANARY).toString("base64").slice(0, 12)), "in base64");
    });
  }

  it("in an address is not taken at all", () => {
    const values: Values = { url: `redis://user:${CANARY}@127.0.0.1:6379` };
    const problem = redis.check?.(values);
    assert.ok(problem);
    assert.ok(!inspect(problem, { depth: 9 }).includes(CANARY));
  });
});
