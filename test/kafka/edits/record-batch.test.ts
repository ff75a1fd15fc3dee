import assert from "node:assert/strict";
import fc from "fast-check";
import { crc32c, writeBatch } from "../../../src/kafka/edits/record-batch";
import { readBatches } from "../../../src/kafka/records/batch";
import { unpack } from "../../../src/kafka/records/record";
import { batchOf } from "../records/written";

const bytes = fc.option(fc.uint8Array({ maxLength: 300 }), { nil: null });
const record = fc.record({
  timestamp: fc.bigInt({ min: 0n, max: 2n ** 42n }),
  key: bytes,
  value: bytes,
  headers: fc.array(fc.record({ key: fc.uint8Array({ maxLength: 70 }), value: bytes }), { maxLength: 3 }),
});

const plain = (value: Uint8Array | null | undefined) => value && Buffer.from(value).toString("hex");

describe("a record batch of a producer", () => {
  it("has Castagnoli's checksum", () => {
    assert.equal(crc32c(Buffer.from("123456789")), 0xe3069283);
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  });

  it("is read back as it was", async () => {
    await fc.assert(
      fc.asyncProperty(record, async (written) => {
        const bytes = writeBatch(written);
        const [batch, other] = readBatches(bytes);
        assert.ok(batch && !other);
        assert.deepEqual([batch.firstOffset, batch.lastOffset, batch.count, batch.codec], [0n, 0n, 1, "none"]);
        assert.deepEqual([batch.producerId, batch.transactional, batch.control], [-1n, false, false]);
        const [found] = await unpack(batch);
        assert.ok(found);
        assert.deepEqual([found.timestamp, plain(found.key)], [written.timestamp, plain(written.key)]);
        assert.deepEqual(plain(found.value), plain(written.value));
        assert.deepEqual(
          found.headers.map(({ key, value }) => [plain(key), plain(value)]),
          written.headers.map(({ key, value }) => [plain(key), plain(value)]),
        );
        assert.equal(Buffer.from(bytes).readUInt32BE(17), crc32c(bytes.subarray(21)));
      }),
      { numRuns: 200 },
    );
  });

  it("has the bytes of another writer where neither epochs nor a checksum are", () => {
    fc.assert(
      fc.property(record, (written) => {
        const other = batchOf([{ ...written, offset: 0n }]);
        const ours = Buffer.from(writeBatch(written));
        assert.equal(ours.length, other.length);
        // Length, records, and what lies between the checksum and the producer's epoch.
        for (const [begin, end] of [
          [0, 12],
          [16, 17],
          [21, 51],
          [57, ours.length],
        ] as const)
          assert.deepEqual(ours.subarray(begin, end), other.subarray(begin, end), `${begin}–${end}`);
      }),
    );
  });
});
