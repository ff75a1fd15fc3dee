import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Session } from "../../src/core/contract";
import { servers } from "../servers/shared";
import { facts, NEVER } from "../support/session";
import { allNodes, at, detail, document, opened } from "./opened";
import { Tools } from "./tools";

const { kafka } = servers();
const tools = new Tools(kafka);
const NASTY = "records.servers-nasty";
const MANY = "records.servers-many";
const LARGE = "records.servers-large";
const ROWS = 10_000;

/** What is written, and what the document must hold for it. */
const VALUES: readonly (readonly [written: string | Buffer | null, json: unknown, format: string])[] = [
  ["hello world", "hello world", "text"],
  ["", "", "text"],
  [null, null, "null"],
  ["null", "null", "text"],
  ["42", "42", "text"],
  ['"quoted"', '"quoted"', "text"],
  ["你好，世界 🌍", "你好，世界 🌍", "text"],
  ["line\nline\ttab\u0000nul\u202eright", "line\nline\ttab\u0000nul\u202eright", "text"],
  [Buffer.from([0, 255, 254, 128]), { base64: "AP/+gA==" }, "base64"],
  [Buffer.from([0xc3]), { base64: "ww==" }, "base64"],
  [
    '{"id":7,"tags":["a","b"],"deep":{"ok":true,"none":null}}',
    { id: 7, tags: ["a", "b"], deep: { ok: true, none: null } },
    "json",
  ],
  ['{"id":9007199254740993}', '{"id":9007199254740993}', "text"],
  ['{"a":1,"a":2}', '{"a":1,"a":2}', "text"],
  ['{"broken":', '{"broken":', "text"],
  ["[1.50, -2e3, 0.1]", [1.5, -2000, 0.1], "json"],
];

describe("records of a real cluster", () => {
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    const names = [NASTY, MANY, LARGE];
    await tools.createTopics(...names.map((topic) => ({ topic, numPartitions: 1 })));
    await tools.produce(
      NASTY,
      VALUES.map(([value], n) => ({ key: `key ${n}`, value, timestamp: String(1_700_000_000_000 + n) })),
    );
    await tools.produce(NASTY, [
      { key: null, value: "no key", headers: { trace: "abc", twice: ["1", "2"], bytes: Buffer.from([255]) } },
      { key: Buffer.from([255, 0]), value: "bytes as key" },
    ]);
    for (let from = 0; from < ROWS; from += 1_000) {
      await tools.produce(
        MANY,
        Array.from({ length: 1_000 }, (_, n) => ({ value: `value ${from + n}` })),
      );
    }
    for (let n = 0; n < 30; n++) await tools.produce(LARGE, [{ key: `large ${n}`, value: randomBytes(900_000) }]);
    session = await opened({ brokers: kafka.brokers });
  });

  after(async function () {
    this.timeout(60_000);
    await session?.close();
    await tools.cleanUp();
  });

  it("shows the newest first, with key, value and size", async () => {
    const page = await session.children(at("topics", NASTY, "0"), { limit: 3 }, NEVER);
    assert.deepEqual(
      page.nodes.map(({ label }) => label),
      ["16", "15", "14"],
    );
    assert.match(detail(page.nodes[0]), /^\\xff\\x00 · bytes as key · just now · 12 B$/);
    assert.match(detail(page.nodes[1]), /^no key · just now · 6 B$/);
    assert.match(detail(page.nodes[2]), /^key 14 · \[1\.50, -2e3, 0\.1\] · .* ago · 17 B$/);
    assert.equal(page.next, "14");
    assert.equal(page.complete, true);
  });

  it("names tombstones and empty values, and hides no control character", async () => {
    const nodes = await allNodes(session, at("topics", NASTY, "0"), 4);
    assert.deepEqual(
      nodes.map(({ label }) => label),
      Array.from({ length: 17 }, (_, n) => String(16 - n)),
    );
    const row = (offset: number) => detail(nodes.find(({ label }) => label === String(offset)));
    assert.match(row(1), /^key 1 · empty · /);
    assert.match(row(2), /^key 2 · tombstone · /);
    assert.match(row(7), /^key 7 · line\\nline\\ttab\\x00nul\\u\{202e\}right · /);
    assert.match(row(8), /^key 8 · \\x00\\xff\\xfe\\x80 · /);
  });

  it("documents every value exactly", async () => {
    for (const [offset, [, json, format]] of VALUES.entries()) {
      const { json: found, text } = await document(session, "topics", NASTY, "0", String(offset));
      assert.deepEqual(found.value, json, text);
      assert.deepEqual(found.format, { key: "text", value: format }, text);
      assert.equal(found.key, `key ${offset}`);
      assert.deepEqual([found.topic, found.partition, found.offset], [NASTY, 0, offset]);
      assert.equal(found.timestamp, 1_700_000_000_000 + offset);
      assert.equal(found.time, new Date(1_700_000_000_000 + offset).toISOString());
      assert.equal(found.timestampType, "CreateTime");
    }
  });

  it("documents headers, a missing key and a binary key", async () => {
    const { json } = await document(session, "topics", NASTY, "0", "15");
    assert.equal(json.key, null);
    assert.deepEqual(json.headers, { trace: "abc", twice: ["1", "2"], bytes: { base64: "/w==" } });
    assert.deepEqual((await document(session, "topics", NASTY, "0", "16")).json.key, { base64: "/wA=" });
  });

  it("describes and finds a record, and nothing beyond the end", async () => {
    const told = facts(await session.describe(at("topics", NASTY, "0", "0"), NEVER));
    assert.equal(told.Key, "key 0");
    assert.equal(told.Value, "11 B");
    assert.equal((await session.find(at("topics", NASTY, "0", "16"), NEVER))?.label, "16");
    assert.equal(await session.find(at("topics", NASTY, "0", "17"), NEVER), undefined);
    const past = session.read(at("topics", NASTY, "0", "17"), { offset: 0, length: 10 }, NEVER);
    await assert.rejects(past, { code: "notFound" });
  });

  it("pages through ten thousand records without a gap, in pages of any size", async function () {
    this.timeout(60_000);
    for (const limit of [500, 3_333, 20_000]) {
      const nodes = await allNodes(session, at("topics", MANY, "0"), limit);
      assert.deepEqual(
        nodes.map(({ label }) => label),
        Array.from({ length: ROWS }, (_, n) => String(ROWS - 1 - n)),
      );
      assert.match(detail(nodes[1_234]), /^value 8765 · /);
    }
  });

  it("prints what the console consumer prints", async function () {
    this.timeout(60_000);
    const args = ["--topic", MANY, "--partition", "0", "--offset", "9990", "--max-messages", "10"];
    const printed = (await tools.tool("consumer.ConsoleConsumer", args)).trim().split("\n");
    const page = await session.children(at("topics", MANY, "0"), { limit: 10 }, NEVER);
    assert.deepEqual(page.nodes.map((node) => detail(node).split(" · ")[0]).reverse(), printed);
  });

  it("makes a page shorter where records are large, and loses none", async function () {
    this.timeout(60_000);
    const page = await session.children(at("topics", LARGE, "0"), { limit: 30 }, NEVER);
    assert.equal(page.nodes[0]?.label, "29");
    assert.ok(page.nodes.length < 30 && page.next !== undefined, `${page.nodes.length} rows`);
    const nodes = await allNodes(session, at("topics", LARGE, "0"), 30);
    assert.deepEqual(
      nodes.map((node) => detail(node).split(" · ")[0]),
      Array.from({ length: 30 }, (_, n) => `large ${29 - n}`),
    );
  });

  it("gives a large document in pieces that are the whole", async () => {
    const whole = await session.read(at("topics", LARGE, "0", "3"), { offset: 0, length: 2 ** 30 }, NEVER);
    assert.equal(whole.bytes.length, whole.total);
    assert.equal(whole.notice, undefined);
    const pieces: Uint8Array[] = [];
    for (let part: string | undefined; ; ) {
      const address = { ...at("topics", LARGE, "0", "3"), part };
      const piece = await session.read(address, { offset: 0, length: 500_000 }, NEVER);
      assert.ok(piece.bytes.length <= 500_000 && piece.notice);
      pieces.push(piece.bytes);
      part = piece.next;
      if (part === undefined) break;
    }
    assert.ok(Buffer.concat(pieces).equals(whole.bytes));
  });

  it("answers many questions at once on one session", async function () {
    this.timeout(60_000);
    const questions = Array.from({ length: 120 }, (_, n) => async () => {
      if (n % 4 === 0) return (await session.children(at("topics", MANY, "0"), { limit: 50 }, NEVER)).nodes.length;
      if (n % 4 === 1) return (await session.find(at("topics", MANY, "0", String(n)), NEVER))?.label;
      if (n % 4 === 2) return (await document(session, "topics", MANY, "0", String(n))).json.value;
      return (await session.children(at("brokers"), { limit: 5 }, NEVER)).nodes.length;
    });
    const expected = questions.map((_, n) => [50, String(n), `value ${n}`, kafka.brokers.length][n % 4]);
    assert.deepEqual(await Promise.all(questions.map((ask) => ask())), expected);
  });
});
