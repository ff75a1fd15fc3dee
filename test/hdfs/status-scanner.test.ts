import assert from "node:assert/strict";
import fc from "fast-check";
import { NotAListing, StatusScanner } from "../../src/hdfs/status-scanner";

/** The entries of a text that comes in pieces of these sizes. */
function scan(source: string, sizes: readonly number[]): { entries: unknown[]; complete: boolean } {
  const scanner = new StatusScanner();
  const bytes = Buffer.from(source);
  const entries: unknown[] = [];
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const size = sizes[piece % sizes.length] ?? 1;
    for (const entry of scanner.push(bytes.subarray(at, at + size))) entries.push(JSON.parse(entry));
    at += size;
  }
  return { entries, complete: scanner.complete };
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });

describe("the scanner of LISTSTATUS", () => {
  it("finds the entries that JSON.parse finds, however the bytes are cut", () => {
    const entry = fc.record({
      pathSuffix: fc.string({ unit: "grapheme" }),
      length: fc.nat(),
      deep: fc.json().map((json) => JSON.parse(json) as unknown),
    });
    fc.assert(
      fc.property(fc.array(entry), sizes, fc.constantFrom(undefined, 2), (list, cuts, indent) => {
        const source = JSON.stringify({ FileStatuses: { FileStatus: list } }, undefined, indent);
        assert.deepEqual(scan(source, cuts), { entries: JSON.parse(JSON.stringify(list)), complete: true });
      }),
    );
  });

  it("is not complete when the end is missing", () => {
    const source = JSON.stringify({ FileStatuses: { FileStatus: [{ pathSuffix: "a" }, { pathSuffix: "b" }] } });
    assert.deepEqual(scan(source.slice(0, -4), [7]), { entries: [{ pathSuffix: "a" }], complete: false });
  });

  it("says that a web page or a list of something else is not a listing", () => {
    for (const odd of ["<html></html>", "null", '{"FileStatuses":{"FileStatus":[[1]]}}', "}"])
      assert.throws(() => scan(odd, [3]), NotAListing, odd);
  });

  it("holds no more than one entry of a bounded size", () => {
    const scanner = new StatusScanner();
    scanner.push(Buffer.from('{"FileStatuses":{"FileStatus":[{"pathSuffix":"'));
    assert.throws(() => {
      for (let sent = 0; sent < 2 * 1024 * 1024; sent += 65_536) scanner.push(Buffer.alloc(65_536, "x"));
    }, NotAListing);
  });

  it("never fails otherwise", () => {
    fc.assert(
      fc.property(fc.string(), sizes, (odd, cuts) => {
        try {
          const scanner = new StatusScanner();
          const bytes = Buffer.from(odd);
          for (let at = 0; at < bytes.length; at += cuts[0] ?? 1) scanner.push(bytes.subarray(at, at + (cuts[0] ?? 1)));
        } catch (error) {
          assert.ok(error instanceof NotAListing);
        }
      }),
    );
  });
});
