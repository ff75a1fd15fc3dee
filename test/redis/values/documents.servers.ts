import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import type { Preview, Session } from "../../../src/core/contract";
import { servers } from "../../servers/shared";
import { NEVER, say } from "../../support/session";
import { keyAt, opened } from "../opened";
import { writer } from "../own-server";

const { redis } = servers();
const DB = 8;
const MB = 1024 * 1024;

describe("the values of a real Redis", () => {
  const client: Redis = writer(redis, DB);
  let session: Session;

  before(async () => {
    await client.flushdb();
    session = await opened({ url: `redis://127.0.0.1:${redis.port}/${DB}` });
  });

  after(async () => {
    await session.close();
    await client.flushdb();
    client.disconnect();
  });

  const read = (key: string, part?: string, offset = 0, length = MB): Promise<Preview> =>
    session.read({ ...keyAt(DB, key), part }, { offset, length }, NEVER);
  const textOf = (preview: Preview): string => Buffer.from(preview.bytes).toString();
  const json = async (key: string): Promise<unknown> => {
    const preview = await read(key);
    assert.equal(preview.language, "json");
    assert.equal(preview.total, preview.bytes.length);
    assert.equal(preview.notice, undefined);
    return JSON.parse(textOf(preview));
  };

  it("are the bytes of a string", async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await client.set("bytes", bytes);
    await client.set("empty", "");
    const preview = await read("bytes");
    assert.deepEqual(Buffer.from(preview.bytes), bytes);
    assert.equal(preview.total, 256);
    assert.equal(preview.language, undefined);
    assert.deepEqual(await read("empty"), { bytes: new Uint8Array(), total: 0 });
    assert.deepEqual(Buffer.from((await read("bytes", undefined, 250, 100)).bytes), bytes.subarray(250));
    assert.deepEqual(Buffer.from((await read("bytes", undefined, 300, 100)).bytes), Buffer.alloc(0));
  });

  it("are pieces of a large string, both ways", async () => {
    const big = randomBytes(3 * MB + 17);
    await client.set("big", big);
    const pieces: Uint8Array[] = [];
    let part: string | undefined;
    for (let preview = await read("big"); ; preview = await read("big", part)) {
      pieces.push(preview.bytes);
      assert.equal(preview.total, big.length);
      assert.equal(
        preview.previous,
        pieces.length === 1 ? undefined : pieces.length === 2 ? "" : `${(pieces.length - 2) * MB}`,
      );
      part = preview.next;
      if (part === undefined) break;
      assert.equal(preview.last, `${3 * MB}`);
    }
    assert.equal(pieces.length, 4);
    assert.ok(Buffer.concat(pieces).equals(big));
    assert.equal(say((await read("big", `${MB}`)).notice), "Bytes 1,048,577 to 2,097,152 of 3,145,745");
    assert.match(say((await read("big", "99999999")).notice), /^The value ends before byte 99,999,999/);
  });

  it("are JSON for the other types, and the same each time", async () => {
    const binary = Buffer.from([0xff, 0x00, 0x61]);
    await client.hset("hash", "name", "Ä", "10", "x", "9", "", "__proto__", "y");
    await client.hset("binary hash", binary, binary, "plain", "1");
    await client.rpush("list", "b", "a", binary, "b");
    await client.sadd("set", "b", "a", binary);
    await client.zadd("zset", "1.5", "a", "9007199254740993", "b", "-inf", "c", "1e-7", binary);
    await client.xadd("stream", "5-1", "f", "1", "f", "2");
    await client.xadd("stream", "5-2", "g", binary);
    assert.equal(textOf(await read("hash")), '{\n  "10": "x",\n  "9": "",\n  "__proto__": "y",\n  "name": "Ä"\n}\n');
    const base64 = { base64: binary.toString("base64") };
    assert.deepEqual(await json("binary hash"), [
      { field: "plain", value: "1" },
      { field: base64, value: base64 },
    ]);
    assert.deepEqual(await json("list"), ["b", "a", base64, "b"]);
    assert.deepEqual(await json("set"), ["a", "b", base64]);
    const scores = (await client.zrange("zset", "0", "-1", "WITHSCORES")).filter((_, i) => i % 2 === 1);
    assert.deepEqual(
      [...textOf(await read("zset")).matchAll(/"score": (\S+) \}/g)].map(([, score]) => score?.replaceAll('"', "")),
      scores,
    );
    assert.deepEqual(await json("stream"), [
      {
        id: "5-1",
        fields: [
          { field: "f", value: "1" },
          { field: "f", value: "2" },
        ],
      },
      { id: "5-2", fields: { g: base64 } },
    ]);
  });

  it("are rows of the keys themselves: a HyperLogLog and a bitmap are strings", async () => {
    await client.pfadd("hll", "a");
    await client.setbit("bits", 7, 1);
    assert.equal(
      Buffer.from((await read("hll")).bytes)
        .subarray(0, 4)
        .toString(),
      "HYLL",
    );
    assert.deepEqual(Buffer.from((await read("bits")).bytes), Buffer.from([1]));
  });

  it("are cut where the range ends, and go on there", async () => {
    await client.rpush("cut", ...Array.from({ length: 500 }, (_, i) => `element ${i}`));
    const whole = textOf(await read("cut"));
    let text = "";
    let part: string | undefined;
    for (let preview = await read("cut", undefined, 0, 3_000); ; preview = await read("cut", part, 0, 3_000)) {
      text += textOf(preview);
      part = preview.next;
      if (part === undefined) break;
      assert.match(say(preview.notice), /^Bytes [\d,]+ to [\d,]+ of [\d,]+$/);
    }
    assert.equal(text, whole);
  });

  it("cannot be read of what is gone, and of parts that do not exist", async () => {
    await assert.rejects(read("no such key"), { code: "notFound" });
    await assert.rejects(session.read(keyAt(DB, "x"), { offset: 0, length: 1 }, NEVER), { code: "notFound" });
    for (const [key, part] of [
      ["bytes", "-1"],
      ["bytes", "x"],
      ["list", "x"],
      ["list", "1@2"],
      ["set", "1"],
      ["hash", "a@b"],
      ["stream", "5"],
      ["stream", "after-x"],
    ] as const) {
      await assert.rejects(read(key, part), { code: "invalid" }, `${key}?${part}`);
    }
  });
});
