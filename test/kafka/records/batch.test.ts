import assert from "node:assert/strict";
import fc from "fast-check";
import { MalformedError } from "../../../src/kafka/protocol/values";
import { readBatches } from "../../../src/kafka/records/batch";
import { endOfTransaction, unpack } from "../../../src/kafka/records/record";
import { batchOf, markOf } from "./written";

const bytes = fc.option(fc.uint8Array({ maxLength: 30 }), { nil: null });
const time = fc.bigInt({ min: -(2n ** 40n), max: 2n ** 42n });
const record = fc.record({
  timestamp: time,
  key: bytes,
  value: bytes,
  headers: fc.array(fc.record({ key: fc.uint8Array({ maxLength: 5 }), value: bytes }), { maxLength: 3 }),
});

describe("record batches", () => {
  it("give back every record, wherever compaction has left gaps", async () => {
    const start = fc.bigInt({ min: 0n, max: 2n ** 62n });
    const gaps = fc.array(fc.tuple(record, fc.integer({ min: 1, max: 1_000 })), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(start, gaps, fc.constantFrom("none", "gzip"), async (first, list, codec) => {
        let offset = first;
        const written = list.map(([fields, gap]) => {
          const at = offset;
          offset += BigInt(gap);
          return { ...fields, offset: at };
        });
        const [batch] = readBatches(batchOf(written, { codec, lastOffset: offset, producerId: 7n }));
        assert.ok(batch);
        assert.deepEqual([batch.firstOffset, batch.lastOffset, batch.producerId], [first, offset, 7n]);
        const found = (await unpack(batch)).map(({ timestampType, ...rest }) => {
          assert.equal(timestampType, "CreateTime");
          return plain(rest);
        });
        assert.deepEqual(found, written.map(plain));
      }),
      { numRuns: 100 },
    );
  });

  it("take the broker's time where the batch says so", async () => {
    const [batch] = readBatches(batchOf([{ offset: 5n, timestamp: 10n }], { appendTime: 99n }));
    const [found] = batch ? await unpack(batch) : [];
    assert.deepEqual([found?.timestamp, found?.timestampType], [99n, "LogAppendTime"]);
  });

  it("say how a transaction ended", async () => {
    for (const end of ["abort", "commit"] as const) {
      const [batch] = readBatches(batchOf([{ offset: 1n, ...markOf(end) }], { control: true, transactional: true }));
      assert.ok(batch?.control && batch.transactional);
      const [mark] = await unpack(batch);
      assert.equal(mark && endOfTransaction(mark), end);
    }
  });

  it("leave out a batch that was cut off at the end, and no other", () => {
    const [one, two] = [batchOf([{ offset: 1n }]), batchOf([{ offset: 2n }])];
    for (let cut = 1; cut <= two.length; cut++) {
      const found = readBatches(Buffer.concat([one, two.subarray(0, two.length - cut)]));
      assert.deepEqual(
        found.map(({ firstOffset }) => firstOffset),
        [1n],
      );
    }
  });

  it("call the formats of before Kafka 0.11 outdated, and what comes after unknown", () => {
    assert.equal(readBatches(batchOf([{ offset: 3n }], { magic: 1 }))[0]?.outdated, true);
    assert.throws(() => readBatches(batchOf([{ offset: 3n }], { magic: 3 })), MalformedError);
  });

  it("do not believe counts and lengths that cannot be", async () => {
    for (const count of [1_000_000_000, -1]) {
      const broken = () => readBatches(batchOf([{ offset: 1n }], { count }));
      await assert.rejects(async () => {
        const [batch] = broken();
        if (batch) await unpack(batch);
      }, MalformedError);
    }
    const bytes = batchOf([{ offset: 1n }]);
    bytes.writeInt32BE(-5, 8);
    assert.throws(() => readBatches(bytes), MalformedError);
  });

  it("fail in one way for any bytes", async () => {
    const whole = batchOf([{ offset: 1n, key: Buffer.from("key"), value: Buffer.from("value") }]);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(damage, async (places) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of places) bytes[at] = byte;
        try {
          for (const batch of readBatches(bytes)) if (batch.codec === "none") await unpack(batch);
        } catch (error) {
          assert.ok(error instanceof MalformedError, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });
});

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
