import assert from "node:assert/strict";
import fc from "fast-check";
import { decode, decodeInPieces } from "../../../src/kafka/protocol/decode";
import { encode } from "../../../src/kafka/protocol/encode";
import { type ApiName, api, commonVersion } from "../../../src/kafka/protocol/messages";
import { parseSchema } from "../../../src/kafka/protocol/schema";
import schemas from "../../../src/kafka/protocol/schemas.json";
import { type Fields, isStruct, MalformedError, type Struct } from "../../../src/kafka/protocol/values";
import { anyOf } from "./arbitrary";

const NAMES = Object.keys(schemas) as ApiName[];
const NOTHING: Struct = {};

describe("Kafka's messages", () => {
  for (const name of NAMES) {
    it(`${name}: what is written in any version is read back`, function () {
      this.timeout(60_000);
      const { lowest, highest, flexible, request, response } = api(name);
      for (let version = lowest; version <= highest; version++) {
        const layout = { version, flexible: version >= flexible };
        for (const type of [request, response]) {
          const check = fc.property(anyOf(type, layout), (value) => {
            const struct = isStruct(value) ? value : NOTHING;
            assert.deepEqual(plain(decode(type, encode(type, struct, layout), layout)), plain(struct));
          });
          fc.assert(check, { numRuns: 15 });
        }
      }
    });
  }

  it("reads a list in columns as it reads it item by item", async () => {
    const { response, highest: version } = api("ListOffsets");
    const layout = { version, flexible: true };
    const check = fc.asyncProperty(anyOf(response, layout), async (value) => {
      const bytes = encode(response, isStruct(value) ? value : NOTHING, layout);
      const read = async (columns: string | undefined, rowsOf: (topic: Fields) => readonly unknown[][]) => {
        const topics: unknown[] = [];
        const take = (topic: Fields) => topics.push([topic.string("name"), rowsOf(topic)]);
        const pieces = { list: "topics", take, ...(columns ? { columns } : {}) };
        await decodeInPieces(response, bytes, layout, pieces, new AbortController().signal);
        return topics;
      };
      const items = await read(undefined, (topic) =>
        topic
          .list("partitions")
          .map((one) => [one.number("partitionIndex"), one.number("errorCode"), one.bigint("offset")]),
      );
      const columns = await read("partitions", (topic) => {
        const all = topic.columns("partitions");
        const [codes, offsets] = [all.numbers("errorCode"), all.bigints("offset")];
        if (all.length) assert.throws(() => all.numbers("offset"), MalformedError);
        return all.numbers("partitionIndex").map((index, at) => [index, codes[at], offsets[at]]);
      });
      assert.deepEqual(columns, items);
    });
    await fc.assert(check, { numRuns: 50 });
  });

  it("reads no message from broken bytes, and fails in one way only", () => {
    for (const name of NAMES) {
      const { highest, flexible, response } = api(name);
      const layout = { version: highest, flexible: highest >= flexible };
      const reads = (bytes: Uint8Array) => {
        try {
          decode(response, bytes, layout);
        } catch (error) {
          assert.ok(error instanceof MalformedError, String(error));
        }
      };
      fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), reads), { numRuns: 50 });
      const cut = fc.tuple(anyOf(response, layout), fc.nat(1_000)).map(([value, length]) => {
        const whole = encode(response, isStruct(value) ? value : NOTHING, layout);
        return whole.subarray(0, Math.max(0, whole.length - 1 - length));
      });
      fc.assert(fc.property(cut, reads), { numRuns: 30 });
    }
  });

  it("does not believe a length that cannot be", () => {
    const list = parseSchema("{items:[int32]}");
    const old = { version: 0, flexible: false };
    const flexible = { version: 0, flexible: true };
    assert.throws(() => decode(list, Buffer.from("7fffffff", "hex"), old), MalformedError);
    assert.throws(() => decode(list, Buffer.from("ffffffff0f", "hex"), flexible), MalformedError);
    assert.throws(() => decode(list, Buffer.from("ffffffffffffffffff7f", "hex"), flexible), MalformedError);
    assert.throws(() => decode(parseSchema("{name:string}"), Buffer.from("7fff61", "hex"), old), MalformedError);
    assert.throws(() => decode(parseSchema("{name:string}"), Buffer.from("ffff", "hex"), old), MalformedError);
  });

  it("writes no request that lacks a field", () => {
    const layout = { version: 12, flexible: true };
    assert.throws(() => encode(api("Fetch").request, { replicaId: -1 }, layout), MalformedError);
  });

  it("passes over tagged fields that are not known", () => {
    // A count of one, tag 9, two bytes, and before it the field itself.
    const bytes = Buffer.from("0005" + "01" + "09" + "02" + "aabb", "hex");
    assert.deepEqual(decode(parseSchema("{code:int16}"), bytes, { version: 3, flexible: true }), { code: 5 });
  });

  it("chooses the highest version that both sides know", () => {
    const fetch = api("Fetch");
    assert.equal(commonVersion(fetch, { minVersion: 4, maxVersion: 17 }), 12);
    assert.equal(commonVersion(fetch, { minVersion: 0, maxVersion: 11 }), 11);
    assert.equal(commonVersion(fetch, { minVersion: 13, maxVersion: 17 }), undefined);
    assert.equal(commonVersion(fetch, { minVersion: 0, maxVersion: 3 }), undefined);
    assert.equal(commonVersion(fetch, undefined), undefined);
    assert.equal(commonVersion(api("OffsetFetch"), { minVersion: 0, maxVersion: 7 }, 8), undefined);
  });
});

/** Without what tells a Buffer from other bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("hex") };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
