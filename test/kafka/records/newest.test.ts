import assert from "node:assert/strict";
import fc from "fast-check";
import type { Entry, LogReader, Piece } from "../../../src/kafka/records/log";
import { newest } from "../../../src/kafka/records/newest";

const { signal } = new AbortController();

interface Model {
  /** what lies at which offset, and how many bytes it takes */
  readonly entries: readonly { readonly offset: bigint; readonly mark: boolean; readonly bytes: number }[];
  readonly start: bigint;
  readonly end: bigint;
}

/** A log in memory, which gives at least one entry however few bytes are asked for, as brokers do. */
class MemoryLog implements LogReader {
  reads = 0;
  bytes = 0;

  constructor(private readonly model: Model) {}

  async read(from: bigint, to: bigint, most: number): Promise<Piece | undefined> {
    this.reads++;
    const { start, end } = this.model;
    if (from < start || from > end) return undefined;
    const rest = this.model.entries.filter(({ offset }) => offset >= from);
    const taken: Model["entries"][number][] = [];
    let bytes = 0;
    for (const entry of rest) {
      if (taken.length && bytes + entry.bytes > most) break;
      taken.push(entry);
      bytes += entry.bytes;
    }
    this.bytes += bytes;
    const next = taken.length === rest.length ? end : (taken.at(-1)?.offset ?? from) + 1n;
    const entries = taken.filter(({ offset }) => offset < to).map(entryOf);
    return { entries, next, bytes, highWatermark: end, lastStableOffset: end, logStart: start };
  }
}

function entryOf({ offset, mark }: Model["entries"][number]): Entry {
  if (mark) return { is: "mark", offset, end: "commit" };
  const record = { offset, timestamp: 0n, timestampType: "CreateTime", key: null, value: null, headers: [] } as const;
  return { is: "record", offset, record, outcome: "plain", codec: "none", leaderEpoch: 0, producerId: -1n };
}

async function pages(model: Model, limit: number): Promise<{ offsets: bigint[]; log: MemoryLog; lengths: number[] }> {
  const log = new MemoryLog(model);
  const offsets: bigint[] = [];
  const lengths: number[] = [];
  for (let before: bigint | undefined = model.end; before !== undefined; ) {
    const page: Awaited<ReturnType<typeof newest>> = await newest(log, { start: model.start, before, limit }, signal);
    assert.ok(page.before === undefined || page.before < before, "a page goes on");
    assert.ok(page.entries.length <= limit);
    offsets.push(...page.entries.map(({ offset }) => offset));
    lengths.push(page.entries.length);
    before = page.before;
  }
  return { offsets, log, lengths };
}

const wanted = ({ entries }: Model): bigint[] =>
  entries
    .filter(({ mark }) => !mark)
    .map(({ offset }) => offset)
    .reverse();

/** Gaps from none to enormous, marks here and there, entries from small to very large. */
const models = fc
  .record({
    start: fc.bigInt({ min: 0n, max: 2n ** 60n }),
    steps: fc.array(
      fc.record({
        gap: fc.oneof({ weight: 8, arbitrary: fc.constant(0n) }, fc.bigInt({ min: 0n, max: 2n ** 33n })),
        mark: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
        bytes: fc.oneof({ weight: 8, arbitrary: fc.constant(100) }, fc.integer({ min: 1, max: 12_000_000 })),
      }),
      { maxLength: 60 },
    ),
    tail: fc.bigInt({ min: 0n, max: 10n }),
  })
  .map(({ start, steps, tail }): Model => {
    let offset = start;
    const entries = steps.map(({ gap, mark, bytes }) => {
      const at = offset + gap;
      offset = at + 1n;
      return { offset: at, mark, bytes };
    });
    return { start, entries, end: offset + tail };
  });

describe("the newest records", () => {
  it("are all there, once and in order, for any gaps, sizes and pages", async () => {
    const check = fc.asyncProperty(models, fc.integer({ min: 1, max: 30 }), async (model, limit) => {
      const { offsets } = await pages(model, limit);
      assert.deepEqual(offsets, wanted(model));
    });
    await fc.assert(check, { numRuns: 300 });
  });

  it("are one read where there are no gaps", async () => {
    const entries = Array.from({ length: 10_000 }, (_, n) => ({ offset: BigInt(n), mark: false, bytes: 100 }));
    const log = new MemoryLog({ entries, start: 0n, end: 10_000n });
    const { entries: page, before } = await newest(log, { start: 0n, before: 10_000n, limit: 500 }, signal);
    assert.deepEqual([page.length, before, log.reads], [500, 9_500n, 1]);
  });

  it("are found across a gap of billions with few reads", async () => {
    const entries = [7n, 8n, 5_000_000_000n].map((offset) => ({ offset, mark: false, bytes: 100 }));
    const { offsets, log } = await pages({ entries, start: 0n, end: 6_000_000_000n }, 50);
    assert.deepEqual(offsets, [5_000_000_000n, 8n, 7n]);
    assert.ok(log.reads < 40, `${log.reads} reads`);
  });

  it("end at once where nothing is left", async () => {
    const { offsets, log } = await pages({ entries: [], start: 5n, end: 5n }, 50);
    assert.deepEqual([offsets, log.reads], [[], 0]);
    const compacted = await pages({ entries: [], start: 0n, end: 2n ** 40n }, 50);
    assert.deepEqual(compacted.offsets, []);
    assert.ok(compacted.log.reads < 40, `${compacted.log.reads} reads`);
  });

  it("make a shorter page where records are large, and read little more than they show", async () => {
    const entries = Array.from({ length: 500 }, (_, n) => ({ offset: BigInt(n), mark: false, bytes: 1_000_000 }));
    const log = new MemoryLog({ entries, start: 0n, end: 500n });
    const page = await newest(log, { start: 0n, before: 500n, limit: 500 }, signal);
    assert.equal(page.entries[0]?.offset, 499n);
    assert.ok(page.before !== undefined && page.entries.length >= 1);
    assert.ok(log.bytes < 64 * 1024 * 1024, `${log.bytes} bytes`);
  });
});
