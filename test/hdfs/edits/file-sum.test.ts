import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { advanceCrc, crcTables } from "../../../src/core/crc32";
import { FileSum, isComparable, parseSum } from "../../../src/hdfs/edits/file-sum";

const crc = (type: "CRC32" | "CRC32C", bytes: Uint8Array): number =>
  ~advanceCrc(crcTables(type), -1, bytes, 0, bytes.length) >>> 0;

describe("the checksum of a chunk", () => {
  it("is the standard's", () => {
    // RFC 3720, B.4
    assert.equal(crc("CRC32C", Buffer.from("123456789")), 0xe3069283);
    assert.equal(crc("CRC32C", Buffer.alloc(32)), 0x8a9136aa);
    assert.equal(crc("CRC32C", Buffer.alloc(32, 0xff)), 0x62a8ab43);
    for (const length of [0, 1, 7, 8, 9, 511, 512, 4_099]) {
      const bytes = randomBytes(length);
      assert.equal(crc("CRC32", bytes), crc32(bytes));
    }
  });
});

describe("the checksum of a file", () => {
  const kind = { type: "CRC32", bytesPerCrc: 512, blockSize: 2_048 } as const;

  it("is the same however its bytes come", () => {
    const bytes = randomBytes(10_000);
    const whole = new FileSum(kind);
    whole.update(bytes);
    const pieces = new FileSum(kind);
    for (let at = 0; at < bytes.length; at += 333) pieces.update(bytes.subarray(at, at + 333));
    assert.equal(pieces.digest(), whole.digest());
  });

  it("is the MD5 of the blocks' MD5s, with zeros behind them", () => {
    const bytes = randomBytes(2_048 * 2 + 700);
    const blocks = [bytes.subarray(0, 2_048), bytes.subarray(2_048, 4_096), bytes.subarray(4_096)].map((block) => {
      const md5 = createHash("md5");
      for (let at = 0; at < block.length; at += 512) {
        const sum = Buffer.alloc(4);
        sum.writeUInt32BE(crc32(block.subarray(at, at + 512)));
        md5.update(sum);
      }
      return md5.digest();
    });
    const expected = createHash("md5").update(Buffer.concat(blocks, 64)).digest("hex");
    const sum = new FileSum(kind);
    sum.update(bytes);
    assert.equal(sum.digest(), expected);
  });

  it("is compared only where it is made in the same way", () => {
    const md5 = "eab89c93be0d82069a0fa5827a0c07cc";
    const remote = parseSum("MD5-of-0MD5-of-512CRC32C", `000002000000000000000000${md5}00000000`);
    assert.deepEqual(remote, { type: "CRC32C", bytesPerCrc: 512, crcPerBlock: 0, md5 });
    assert.ok(remote);
    const like = { type: "CRC32C", bytesPerCrc: 512, blockSize: 1_024 } as const;
    assert.ok(isComparable(remote, like));
    assert.ok(isComparable({ ...remote, crcPerBlock: 2 }, like));
    assert.ok(!isComparable({ ...remote, crcPerBlock: 3 }, like));
    assert.ok(!isComparable({ ...remote, type: "CRC32" }, like));
    assert.ok(!isComparable({ ...remote, bytesPerCrc: 256 }, like));
    for (const algorithm of ["COMPOSITE-CRC32C", "MD5-of-512CRC32C", ""])
      assert.equal(parseSum(algorithm, "0".repeat(56)), undefined);
    assert.equal(parseSum("MD5-of-0MD5-of-512CRC32C", "00"), undefined);
  });
});
