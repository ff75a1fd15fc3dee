import assert from "node:assert/strict";
import fc from "fast-check";
import { shown } from "../../../src/core/bytes";
import { matcher } from "../../../src/core/matcher";
import { filterNames } from "../../../src/redis/keyspace/filter";
import { KeyIndex } from "../../../src/redis/keyspace/key-index";
import { countBelow, type Names, namespaceIn, walkLevel } from "../../../src/redis/keyspace/level";
import { inSlices } from "../../../src/redis/keyspace/slices";
import { NEVER } from "../../support/session";
import { hex, someDelimiter, someName, sortedSet } from "./names";

async function namesOf(list: readonly Uint8Array[]): Promise<Names> {
  const index = new KeyIndex();
  for (const name of list) index.add(name);
  await index.settle(NEVER);
  return { arena: index.arena, order: index.order };
}

const beginsWith = (name: Uint8Array, prefix: Uint8Array): boolean =>
  hex(name).startsWith(hex(prefix)) && name.length >= prefix.length;

/** The same, as plainly as it can be said. */
function plainLevel(list: readonly Uint8Array[], prefix: Uint8Array, delimiter: Uint8Array) {
  const namespaces = new Map<string, number>();
  const keys: string[] = [];
  for (const name of sortedSet(list)) {
    if (!beginsWith(name, prefix)) continue;
    const at = delimiter.length ? Buffer.from(name).indexOf(delimiter, prefix.length) : -1;
    if (at < 0) keys.push(hex(name));
    else {
      const namespace = hex(name.subarray(0, at + delimiter.length));
      namespaces.set(namespace, (namespaces.get(namespace) ?? 0) + 1);
    }
  }
  return { namespaces: [...namespaces], keys };
}

async function levelOf(names: Names, prefix: Uint8Array, delimiter: Uint8Array) {
  const level = await inSlices(walkLevel(names, prefix, delimiter), NEVER);
  return {
    namespaces: Array.from(level.begins, (_, row) => {
      const found = namespaceIn(names, level, row, prefix.length, delimiter);
      return [hex(found.prefix), found.keys];
    }),
    keys: Array.from(level.keys, (position) => hex(names.arena.name(position))),
  };
}

describe("walkLevel", () => {
  it("finds what is directly below a prefix, for any names and any delimiter", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someName, { maxLength: 80 }),
        fc.option(fc.nat(79)),
        fc.nat(4),
        someDelimiter,
        async (list, of, length, delimiter) => {
          const prefix = (list[of ?? -1] ?? new Uint8Array()).subarray(0, length);
          const names = await namesOf(list);
          assert.deepEqual(await levelOf(names, prefix, delimiter), plainLevel(list, prefix, delimiter));
          assert.equal(countBelow(names, prefix), sortedSet(list).filter((name) => beginsWith(name, prefix)).length);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("counts namespaces of very different sizes", async () => {
    const list = Array.from({ length: 5_000 }, (_, i) => Buffer.from(i < 4_990 ? `big:${i}` : `n${i}:x`));
    const names = await namesOf(list);
    const empty = new Uint8Array();
    assert.deepEqual(await levelOf(names, empty, Buffer.from(":")), plainLevel(list, empty, Buffer.from(":")));
  });
});

describe("filterNames", () => {
  it("leaves the names that match as they are shown", async () => {
    const filters = fc.constantFrom("a", "AB", "*:a", "a?b*", "\\xff", "{", "zzz");
    await fc.assert(
      fc.asyncProperty(fc.array(someName, { maxLength: 60 }), filters, async (list, filter) => {
        const names = await namesOf(list);
        const { arena, order } = await inSlices(filterNames(names, filter), NEVER);
        const wanted = sortedSet(list).filter((name) => matcher(filter)(shown(name)));
        assert.deepEqual(
          Array.from(order, (position) => hex(arena.name(position))),
          wanted.map(hex),
        );
      }),
    );
  });
});
