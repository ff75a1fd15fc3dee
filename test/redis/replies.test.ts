import assert from "node:assert/strict";
import { arrayIn, bigIn, bytesIn, infoIn, isReply, numberIn, scanIn } from "../../src/redis/replies";

const protocol = { code: "protocol" };

describe("replies", () => {
  it("keep all 64 bits of a number", () => {
    assert.equal(bigIn("9223372036854775807"), 9223372036854775807n);
    assert.equal(bigIn("-9223372036854775808"), -9223372036854775808n);
    assert.throws(() => numberIn("9223372036854775807"), protocol);
    assert.equal(numberIn(Buffer.from("-2")), -2);
  });

  it("say that something else came", () => {
    for (const odd of [null, undefined, "1.5", "", "x", ["1"]]) assert.throws(() => bigIn(odd), protocol);
    for (const odd of [null, undefined, ["a"]]) assert.throws(() => bytesIn(odd), protocol);
    for (const odd of [null, undefined, "a", Buffer.from("a")]) assert.throws(() => arrayIn(odd), protocol);
    for (const odd of [["x", []], ["0"], ["0", "a"], ["0", [null]], "0"]) assert.throws(() => scanIn(odd), protocol);
  });

  it("know what the client library may hand over", () => {
    assert.ok(isReply([Buffer.from("a"), "1", null, [["2"]]]));
    for (const odd of [undefined, 1, true, {}, new Map(), [undefined], 1n, new Error("x")])
      assert.equal(isReply(odd), false);
  });

  it("read INFO line by line", () => {
    const info = infoIn(Buffer.from("# Server\r\nredis_version:7.0.15\r\nexecutable:/a:b\r\n\r\nempty:\r\nnoise\r\n"));
    assert.deepEqual(
      [...info],
      [
        ["redis_version", "7.0.15"],
        ["executable", "/a:b"],
        ["empty", ""],
      ],
    );
  });
});
