import assert from "node:assert/strict";
import { segmentBytes } from "../../src/core/address";
import type { Session } from "../../src/core/contract";
import { allRows, below, keyAt, opened } from "../redis/opened";
import { redisCli } from "../servers/redis";
import { servers } from "../servers/shared";
import { NEVER } from "../support/session";
import { addresses, python, runExample, runPython } from "./python";

const PREFIX = "interop.redis:";
const { redis } = servers();
const env = addresses(servers());
const VALUES: readonly (readonly [key: Buffer, value: Buffer])[] = [
  [Buffer.from("key"), Buffer.from("value")],
  [Buffer.from("中文键"), Buffer.from("你好，世界")],
  [Buffer.from("emoji 😀"), Buffer.from("🌍\n")],
  [Buffer.from("space and 100% /slash#?"), Buffer.from(" ")],
  [Buffer.from([0xff, 0x00, 0xfe]), Buffer.from([0, 1, 253, 255])],
  [Buffer.from("empty"), Buffer.alloc(0)],
];
const nameOf = (key: Buffer): Buffer => Buffer.concat([Buffer.from(PREFIX), key]);

const BEGIN = `
import base64, json, os
from redis import StrictRedis
client = StrictRedis(host=os.environ["REDIS_HOST"], port=int(os.environ["REDIS_PORT"]), db=0)
`;

describe("what Python's redis writes", () => {
  let session: Session;
  const keys = async () =>
    (await allRows(session, below(0, PREFIX), { refresh: true }))
      .filter(({ readable }) => readable)
      .map(({ address }) => Buffer.from(segmentBytes(address.path.at(-1) ?? "")).toString("hex"));

  before(async function () {
    this.timeout(300_000);
    await python();
    session = await opened({ url: `redis://localhost:${redis.port}` });
    const entries = VALUES.map(([key, value]) => [nameOf(key).toString("base64"), value.toString("base64")]);
    const program = `${BEGIN}
for key, value in json.loads(os.environ["ENTRIES"]):
    client.set(base64.b64decode(key), base64.b64decode(value))
client.hset("${PREFIX}hash", mapping={"名": "茶", "price": "12"})
`;
    await runPython(program, { ...env, ENTRIES: JSON.stringify(entries) });
  });

  after(async () => {
    await session?.close();
    const program = `${BEGIN}
for key in list(client.scan_iter(b"${PREFIX}*")):
    client.delete(key)
`;
    await runPython(program, env);
  });

  it("stands in the tree under exactly its names", async () => {
    const expected = [...VALUES.map(([key]) => nameOf(key)), Buffer.from(`${PREFIX}hash`)];
    assert.deepEqual(new Set(await keys()), new Set(expected.map((key) => key.toString("hex"))));
  });

  it("opens as exactly its bytes", async () => {
    for (const [key, value] of VALUES) {
      const { bytes } = await session.read(keyAt(0, nameOf(key)), { offset: 0, length: 1_000 }, NEVER);
      assert.deepEqual(Buffer.from(bytes), value, key.toString());
    }
  });

  it("opens a hash with its fields", async () => {
    const { bytes, language } = await session.read(keyAt(0, `${PREFIX}hash`), { offset: 0, length: 10_000 }, NEVER);
    assert.equal(language, "json");
    const text = Buffer.from(bytes).toString();
    assert.doesNotThrow(() => JSON.parse(text));
    assert.match(text, /"名"[\s\S]*"茶"/);
  });

  it("is gone once Python has deleted it", async () => {
    const deleted = await runPython(
      `${BEGIN}\nprint(client.get("${PREFIX}key").decode(), client.delete("${PREFIX}key"))\n`,
      env,
    );
    assert.equal(deleted.trim(), "value 1");
    assert.equal(await session.find(keyAt(0, `${PREFIX}key`), NEVER), undefined);
    assert.ok(!(await keys()).includes(nameOf(Buffer.from("key")).toString("hex")));
  });

  it("goes as the tutorial's program says", async () => {
    assert.match(await runExample("redis_example.py", env), /value: value\s+deleted: 1/);
    assert.equal((await redisCli(redis, ["exists", "example:key"])).trim(), "0");
  });
});
