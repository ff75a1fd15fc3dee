import assert from "node:assert/strict";
import fc from "fast-check";
import { child, formatAddress, parseAddress, root } from "../../src/core/address";
import { encodePath, joinPath, pathOf, showPath, splitPath } from "../../src/hdfs/path";
import { at } from "./opened";

/** Any name that HDFS can hold. */
const component = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((name) => !/[/\0]/.test(name) && name !== "." && name !== "..");
const path = fc.array(component, { maxLength: 5 });

describe("an HDFS path", () => {
  it("comes back from its address, also through a Uri", () => {
    fc.assert(
      fc.property(path, (names) => {
        const address = child(root("p", "hdfs"), ...names);
        assert.deepEqual(pathOf(address), names);
        const again = parseAddress(formatAddress(address));
        assert.deepEqual(again && pathOf(again), names);
      }),
    );
  });

  it("comes back from a request as the server decodes it", () => {
    fc.assert(
      fc.property(path, (names) => {
        const encoded = encodePath(names);
        assert.match(encoded, /^\/[A-Za-z0-9\-_.!~*'()%/]*$/);
        assert.equal(decodeURIComponent(encoded), joinPath(names));
        assert.deepEqual(splitPath(joinPath(names)), names);
      }),
    );
  });

  it("keeps apart what looks alike", () => {
    assert.equal(encodePath(["pct%41x"]), "/pct%2541x");
    assert.equal(encodePath(["a%2Fb"]), "/a%252Fb");
    assert.equal(encodePath(["a+b c"]), "/a%2Bb%20c");
    assert.notEqual(encodePath(["\u00e9"]), encodePath(["e\u0301"]));
  });

  it("is none where HDFS cannot hold the name, so that no other file is reached", () => {
    for (const name of [".", "..", "a/b", "a\0b", ""]) assert.equal(pathOf(at("dir", name, "x")), undefined, name);
    assert.equal(pathOf({ profile: "p", connection: "hdfs", path: ["~FF"] }), undefined);
    assert.equal(pathOf({ profile: "p", connection: "hdfs", path: ["\ud800"] }), undefined);
  });

  it("takes a slash at the end for the directory itself", () => {
    assert.deepEqual(pathOf({ profile: "p", connection: "hdfs", path: ["user", ""] }), ["user"]);
  });

  it("is shown so that a name cannot disguise itself", () => {
    assert.equal(showPath(["a\nb", "\u202excod.exe"]), "/a\\nb/\\u{202e}xcod.exe");
    assert.equal(showPath([]), "/");
  });
});
