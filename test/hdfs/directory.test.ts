import assert from "node:assert/strict";
import fc from "fast-check";
import { startCall } from "../../src/hdfs/call";
import { Directory, formatCursor, parseCursor } from "../../src/hdfs/directory";
import { NEVER } from "../support/session";
import { MemoryLister } from "./memory-lister";

const call = startCall(60_000, NEVER);
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).filter((text) => !/[/\0]/.test(text));
const names = fc.uniqueArray(name, { maxLength: 60 });

describe("the pages of a directory", () => {
  it("hold every entry once, in order, with the exact number left, whatever the sizes of pages", async () => {
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1 }),
        async (all, serverPage, limits) => {
          const directory = new Directory(new MemoryLister(all, serverPage));
          const seen: string[] = [];
          let cursor: string | undefined;
          for (let page = 0; ; page++) {
            const limit = limits[page % limits.length] ?? 1;
            const rows = await directory.rows(["d"], parseCursor(cursor), limit, call);
            assert.ok(rows.entries.length <= limit);
            seen.push(...rows.entries.map((entry) => entry.name));
            if (!rows.next) break;
            assert.equal(rows.left, all.length - seen.length);
            assert.equal(rows.next.index, seen.length);
            cursor = formatCursor(rows.next);
          }
          assert.deepEqual(seen, all);
        },
      ),
    );
  });

  it("serve a second page from what the server sent already, until it is asked to look again", async () => {
    const lister = new MemoryLister(
      Array.from({ length: 100 }, (_, index) => `n${index}`),
      50,
    );
    const directory = new Directory(lister);
    const first = await directory.rows(["d"], undefined, 20, call);
    await directory.rows(["d"], first.next, 20, call);
    await directory.rows(["d"], first.next, 20, call);
    assert.equal(lister.asked, 1);
    directory.forget(["other"]);
    await directory.rows(["d"], first.next, 20, call);
    assert.equal(lister.asked, 1);
    directory.forget(["d"]);
    await directory.rows(["d"], first.next, 20, call);
    assert.equal(lister.asked, 2);
    await directory.rows(["d"], undefined, 20, call);
    assert.equal(lister.asked, 3, "the first page is always looked at anew");
  });

  it("keeps a name in a cursor as it is", () => {
    fc.assert(
      fc.property(fc.nat(), name, (index, last) => {
        assert.deepEqual(parseCursor(formatCursor({ index, name: last })), { index, name: last });
      }),
    );
    assert.equal(parseCursor(undefined), undefined);
    for (const odd of ["", "x", "1:", ":a", "-1:a"]) assert.throws(() => parseCursor(odd), { code: "invalid" });
  });
});
