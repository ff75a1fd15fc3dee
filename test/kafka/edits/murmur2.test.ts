import assert from "node:assert/strict";
import { murmur2 } from "../../../src/kafka/edits/murmur2";

describe("murmur2", () => {
  it("is what Kafka's own tests expect of it", () => {
    const known: Readonly<Record<string, number>> = {
      "21": -973932308,
      foobar: -790332482,
      "a-little-bit-long-string": -985981536,
      "a-little-bit-longer-string": -1486304829,
      lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
      abc: 479470107,
    };
    for (const [key, hash] of Object.entries(known)) assert.equal(murmur2(Buffer.from(key)), hash, key);
  });
});
