import assert from "node:assert/strict";
import { slotOf } from "../../src/redis/slot";

describe("slotOf", () => {
  it("is what CLUSTER KEYSLOT says", () => {
    const slots: readonly (readonly [string, number])[] = [
      ["", 0],
      ["123456789", 12739],
      ["foo", 12182],
      ["bar", 5061],
      ["{user1000}.following", slotOf(Buffer.from("user1000"))],
      ["foo{}{bar}", 8363],
      ["foo{{bar}}zap", slotOf(Buffer.from("{bar"))],
      ["foo{bar}{zap}", 5061],
      ["a{b", slotOf(Buffer.from("a{b"))],
    ];
    for (const [key, slot] of slots) assert.equal(slotOf(Buffer.from(key)), slot, key);
  });
});
