import assert from "node:assert/strict";
import { matcher } from "../../src/core/matcher";

describe("matcher", () => {
  it("finds a part of a name in any case", () => {
    assert.ok(matcher("ORD")("orders"));
    assert.ok(!matcher("x")("orders"));
    assert.ok(matcher(" ")("anything") && matcher(undefined)("anything"));
  });

  it("reads * and ? as a pattern of the whole name, and nothing else as one", () => {
    assert.ok(matcher("app:*:42")("app:user:42"));
    assert.ok(!matcher("app:*:42")("my app:user:42"));
    assert.ok(matcher("a?c")("abc") && !matcher("a?c")("abbc"));
    assert.ok(matcher("a.(*")("a.(x") && !matcher("a.*")("abx"));
    assert.ok(matcher("*行")("第一\n行"));
  });
});
