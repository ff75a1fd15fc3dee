import assert from "node:assert/strict";
import type { Redis } from "ioredis";
import { formatAddress, parseAddress, segmentBytes } from "../../src/core/address";
import type { Node, Session } from "../../src/core/contract";
import { servers } from "../servers/shared";
import { NEVER } from "../support/session";
import { allRows, database, keyAt, opened, ROOT, withSession } from "./opened";
import { cliScan, writer } from "./own-server";

const { redis } = servers();
const url = `redis://127.0.0.1:${redis.port}`;
const NASTY = 5;

const nasty: readonly Buffer[] = [
  ...[
    "",
    ":",
    "::",
    "a",
    "a:",
    "a:b",
    "a::b",
    ":a",
    "../../x",
    "a//b",
    ".",
    "..",
    "~",
    "~00",
    "a b",
    "%41",
    "?#",
    "\\x41",
    "键:值",
    "🔑",
    "\n\r\t",
    "\u202ex",
    "constructor:__proto__",
    "x".repeat(300),
  ].map((name) => Buffer.from(name)),
  ...[[0], [0xff, 0xfe], [0x61, 0x3a, 0xff], [0x61, 0x3a, 0x00, 0x3a], [0xc3, 0x28], [0xed, 0xa0, 0x80]].map((bytes) =>
    Buffer.from(bytes),
  ),
];

/** Every key below a row, found by going down as a person would. */
async function keysBelow(session: Session, parent: Node["address"]): Promise<Buffer[]> {
  const keys: Buffer[] = [];
  for (const node of await allRows(session, parent, { limit: 3 })) {
    if (node.expandable) keys.push(...(await keysBelow(session, node.address)));
    else keys.push(Buffer.from(segmentBytes(node.address.path.at(-1) ?? "")));
  }
  return keys;
}

const hexes = (names: readonly Buffer[]): string[] => names.map((name) => name.toString("hex")).sort();

describe("the names of the keys of a real Redis", () => {
  let client: Redis;
  let session: Session;

  before(async () => {
    client = writer(redis, NASTY);
    await client.flushdb();
    for (const name of nasty) await client.set(name, "1");
    session = await opened({ url });
  });

  after(async () => {
    await session.close();
    await client.flushdb();
    client.disconnect();
  });

  it("are those of redis-cli --scan, whatever their names are", async () => {
    const expected = await cliScan(redis, NASTY);
    assert.equal(expected.length, nasty.length);
    assert.deepEqual(hexes(expected), hexes(nasty));
    assert.deepEqual(hexes(await keysBelow(session, database(NASTY))), hexes(nasty));
  });

  it("are found by their addresses, which come back from text", async () => {
    for (const name of nasty) {
      const address = keyAt(NASTY, name);
      const back = parseAddress(formatAddress(address));
      assert.deepEqual(back?.path, address.path);
      const node = await session.find(back ?? address, NEVER);
      assert.equal(node?.kind, "redis.key", name.toString("hex"));
      assert.ok(node.label.length > 0 && !/[\n\r\t\u202e]/.test(node.label), name.toString("hex"));
      const { bytes } = await session.read(address, { offset: 0, length: 10 }, NEVER);
      assert.equal(Buffer.from(bytes).toString(), "1");
    }
    assert.equal(await session.find(keyAt(NASTY, "nothing"), NEVER), undefined);
  });

  it("have rows above them that lead down to them", async () => {
    for (const name of nasty) {
      const address = keyAt(NASTY, name);
      const chain = [...(session.ancestors?.(address) ?? []), address];
      for (const [index, step] of chain.slice(1).entries()) {
        const rows = await allRows(session, chain[index] ?? ROOT);
        const found = rows.find((row) => formatAddress(row.address) === formatAddress(step));
        assert.ok(found, `${name.toString("hex")}: ${formatAddress(step)}`);
        assert.deepEqual(await session.find(step, NEVER), found);
      }
    }
  });

  it("are one flat list without a delimiter", async () => {
    await withSession({ url, delimiter: "" }, {}, async (flat) => {
      assert.deepEqual(hexes(await keysBelow(flat, database(NASTY))), hexes(nasty));
      assert.ok((await allRows(flat, database(NASTY))).every((node) => node.kind === "redis.key"));
    });
  });
});
