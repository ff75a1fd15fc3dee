import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Address,
  addressOf,
  child,
  formatAddress,
  parentOf,
  parseAddress,
  root,
  segment,
  segmentBytes,
  segmentText,
  uriPath,
} from "../../src/core/address";

const base = root("local", "redis");
const NASTY = [
  "../../x",
  "a/b",
  ".",
  "..",
  "",
  "~",
  "~41",
  "100%",
  "pct%41x",
  "a?b#c",
  "中文 键",
  "🙂",
  "back\\slash",
  "\n\u0000",
  "a b",
  " ",
];

describe("address", () => {
  for (const name of NASTY) {
    it(`keeps the name ${JSON.stringify(name)}`, () => {
      assert.equal(segmentText(segment(name)), name);
      const address = child(base, "0", name);
      assert.deepEqual(parseAddress(formatAddress(address)), { ...address, part: undefined });
    });
  }

  it("keeps every byte string, and never a slash, a dot segment or an empty segment in it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const escaped = segment(bytes);
        assert.deepEqual(segmentBytes(escaped), bytes);
        assert.ok(escaped !== "" && escaped !== "." && escaped !== ".." && !escaped.includes("/"));
      }),
    );
  });

  it("hides nothing and turns nothing round in a tab's title", () => {
    assert.equal(segment("gpj.\u202eexe"), "gpj.~E2~80~AEexe");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const escaped = segment(name);
        assert.doesNotMatch(escaped, /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u);
        if (name.isWellFormed()) assert.equal(segmentText(escaped), name);
      }),
    );
  });

  it("gives different names different segments", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), fc.uint8Array({ maxLength: 6 }), (one, other) => {
        assert.equal(segment(one) === segment(other), Buffer.compare(one, other) === 0);
      }),
    );
  });

  it("is read back from its text, whatever is in it", () => {
    const name = fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 12 }));
    fc.assert(
      fc.property(
        fc.array(name, { maxLength: 5 }),
        fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        (names, part) => {
          const address: Address = { ...child(base, ...names), part };
          assert.deepEqual(parseAddress(formatAddress(address)), address);
        },
      ),
    );
  });

  it("tells a namespace from the key of the same name", () => {
    const key = child(base, "0", "app:");
    const namespace: Address = { ...key, path: [...key.path, ""] };
    assert.notEqual(formatAddress(key), formatAddress(namespace));
    assert.deepEqual(parseAddress(formatAddress(namespace))?.path, ["0", "app:", ""]);
  });

  it("looks as the design says", () => {
    assert.equal(formatAddress(child(base, "0", "app:user:42")), "cluster://local/redis/0/app:user:42");
    assert.equal(uriPath(child(base, "0", "a/b")), "/redis/0/a~2Fb");
  });

  it("goes up to the connection and no further", () => {
    const record = child(root("local", "kafka"), "topics", "orders", "0", "42");
    assert.deepEqual(parentOf(record)?.path, ["topics", "orders", "0"]);
    assert.equal(parentOf(root("local", "kafka")), undefined);
  });

  it("refuses what is not an address", () => {
    for (const wrong of [
      "",
      "http://local/redis",
      "cluster://",
      "cluster:///redis",
      "cluster://local",
      "cluster://local/%zz",
    ]) {
      assert.equal(parseAddress(wrong), undefined, wrong);
    }
    assert.equal(addressOf({ scheme: "file", authority: "", path: "/a", query: "" }), undefined);
  });
});
