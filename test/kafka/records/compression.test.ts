import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { compress as lz4 } from "lz4js";
import { compress as snappy } from "snappyjs";
import { type Codec, decompress } from "../../../src/kafka/records/compression";
import { TooLargeError } from "../../../src/kafka/records/output";

const LIMIT = 1024 * 1024;

/** As Java's library does: the magic, two versions, and blocks with their lengths. */
function xerial(bytes: Uint8Array, block = 100): Uint8Array {
  const pieces: Uint8Array[] = [Buffer.from("82534e41505059000000000100000001", "hex")];
  for (let at = 0; at < bytes.length; at += block) {
    const packed = snappy(Uint8Array.from(bytes.subarray(at, at + block)));
    const length = Buffer.alloc(4);
    length.writeInt32BE(packed.length);
    pieces.push(length, packed);
  }
  return Buffer.concat(pieces);
}

/** What the tool `zstd` makes of some contents. */
const ZSTD: readonly (readonly [packed: string, content: string])[] = [
  ["28b52ffd240001000099e9d851", ""],
  ["28b52ffd045859000068656c6c6f20776f726c6468691eb2", "hello world"],
  [
    "28b52ffd0468250900462b480ab0e5182449426c4ce47445004700400097a00ce491461649e49042063909c830de6863" +
      "8d34ce28638c8f600ce289269648e2882286b808c4105e686185144e28618487200c7b6b5b4b3b2b1bfb820d9e66498e" +
      "6278afbcf1fe8237803db006b6c012d8012b6003ec6001d810bca0052b48c1094a30820741309c77da59279d73ca19e7" +
      "27388379a699659239a698616e023394575a592595534a1965465bb4443bb4421bb4d302da307bb3365bb3343bb3321b" +
      "b3cf82d9207bb2265bb2243bb2221bb2cb02d9107bb1165bb1143bb1121bb1c782d8f0de6b6fbdf44e021086b017d6c2" +
      "56580a3b61256c843d2c081b6eefd66eeb966ee7566ee3f65b701b6ccfd66ccb966cc7566cc3765b601b6aafd66aab96" +
      "6aa7566aa3f65a501b688f3600034cc3cb",
    Array.from({ length: 200 }, (_, n) => `${n + 1}\n`).join(""),
  ],
];
const TWO_MILLION_ZEROS =
  "28b52ffd04585400001000000100fbff39c0020200100002001000020010000200100002001000020010000200100002" +
  "001000020010000200100002001000020010000200100002001000032404000ec974d7";

const PACKERS: Readonly<Record<string, readonly [Codec, (bytes: Uint8Array) => Uint8Array]>> = {
  none: ["none", (bytes) => bytes],
  gzip: ["gzip", gzipSync],
  snappy: ["snappy", (bytes) => snappy(Uint8Array.from(bytes))],
  "snappy in frames": ["snappy", xerial],
  lz4: ["lz4", (bytes) => lz4(bytes)],
};

/** Repetitive and random pieces, so that every kind of reference occurs. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 300 }))
        .map(([piece, times]) => {
          return Uint8Array.from(Array.from({ length: times }, () => [...piece]).flat());
        }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => new Uint8Array(Buffer.concat(pieces)));

describe("compression", () => {
  for (const [name, [codec, pack]] of Object.entries(PACKERS)) {
    it(`${name}: what was packed is unpacked`, async () => {
      const check = fc.asyncProperty(content, async (bytes) => {
        assert.ok(Buffer.from(await decompress(codec, pack(bytes), LIMIT)).equals(bytes));
      });
      await fc.assert(check, { numRuns: 100 });
    });

    if (codec === "none") continue;

    it(`${name}: stops where too much comes out`, async () => {
      const bomb = pack(new Uint8Array(LIMIT + 1));
      await assert.rejects(decompress(codec, bomb, LIMIT), TooLargeError);
      assert.equal((await decompress(codec, pack(new Uint8Array(LIMIT)), LIMIT)).length, LIMIT);
    });

    it(`${name}: ends for any damage`, async () => {
      const whole = Buffer.from(pack(Buffer.from("hello hello hello hello world ".repeat(20))));
      const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
      const check = fc.asyncProperty(damage, fc.nat(whole.length), async (places, cut) => {
        const bytes = Buffer.from(whole.subarray(0, whole.length - cut));
        for (const [at, byte] of places) if (at < bytes.length) bytes[at] = byte;
        await decompress(codec, bytes, LIMIT).catch(() => {});
      });
      await fc.assert(check, { numRuns: 300 });
    });
  }

  it("zstd: what the tool has packed is unpacked", async () => {
    for (const [packed, content] of ZSTD) {
      assert.equal(Buffer.from(await decompress("zstd", Buffer.from(packed, "hex"), LIMIT)).toString(), content);
    }
  });

  it("zstd: stops where too much comes out, or is announced", async () => {
    const bomb = Buffer.from(TWO_MILLION_ZEROS, "hex");
    await assert.rejects(decompress("zstd", bomb, LIMIT), TooLargeError);
    assert.equal((await decompress("zstd", bomb, 2_000_000)).length, 2_000_000);
    // A window of 2 GB, and a content of 4 GB.
    await assert.rejects(decompress("zstd", Buffer.from("28b52ffd00a8000000", "hex"), LIMIT), TooLargeError);
    await assert.rejects(decompress("zstd", Buffer.from("28b52ffda0ffffffff000000", "hex"), LIMIT), TooLargeError);
  });

  it("zstd: ends for any damage", async () => {
    const whole = Buffer.from(ZSTD[2]?.[0] ?? "", "hex");
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    const check = fc.asyncProperty(damage, fc.nat(whole.length), async (places, cut) => {
      const bytes = Buffer.from(whole.subarray(0, whole.length - cut));
      for (const [at, byte] of places) if (at < bytes.length) bytes[at] = byte;
      await decompress("zstd", bytes, LIMIT).catch(() => {});
    });
    await fc.assert(check, { numRuns: 300 });
  });

  it("snappy: a length that goes backwards is refused", async () => {
    // A literal of 4 bytes of length, all ones: a decoder that counts in 32 bits goes back for ever.
    const crafted = Buffer.from("05" + "fc" + "faffffff" + "6162636465", "hex");
    await assert.rejects(decompress("snappy", crafted, LIMIT));
  });

  it("several LZ4 frames are one content", async () => {
    const two = Buffer.concat([lz4(Buffer.from("one ")), lz4(Buffer.from("two"))]);
    assert.equal(Buffer.from(await decompress("lz4", two, LIMIT)).toString(), "one two");
  });
});
