import assert from "node:assert/strict";
import { readBatches } from "../../../src/kafka/records/batch";
import { Transactions } from "../../../src/kafka/records/transactions";
import { type BatchOptions, batchOf, markOf } from "./written";

const records = (offset: bigint, producerId: bigint, options: BatchOptions = {}) =>
  batchOf([{ offset }, { offset: offset + 1n }], { producerId, transactional: producerId >= 0n, ...options });
const mark = (offset: bigint, producerId: bigint, end: "abort" | "commit") =>
  batchOf([{ offset, ...markOf(end) }], { producerId, transactional: true, control: true });

async function outcomes(bytes: readonly Buffer[], aborted: [bigint, bigint][], lastStable: bigint): Promise<string[]> {
  const list = aborted.map(([producerId, firstOffset]) => ({ producerId, firstOffset }));
  const transactions = new Transactions(list, lastStable);
  const found: string[] = [];
  for (const batch of readBatches(Buffer.concat(bytes))) {
    const outcome = await transactions.outcome(batch);
    if (!batch.control) found.push(outcome);
  }
  return found;
}

describe("transactions in a log", () => {
  it("are aborted from their first offset to the mark of their end, and only of that producer", async () => {
    const log = [
      records(0n, 1n),
      records(2n, 2n),
      records(4n, -1n),
      mark(6n, 1n, "abort"),
      records(7n, 1n),
      mark(9n, 2n, "commit"),
      mark(10n, 1n, "commit"),
    ];
    assert.deepEqual(await outcomes(log, [[1n, 0n]], 11n), ["aborted", "committed", "plain", "committed"]);
  });

  it("are known to be aborted where reading begins in the middle of them", async () => {
    const log = [records(4n, 1n), mark(6n, 1n, "abort"), records(7n, 1n), mark(9n, 1n, "commit")];
    assert.deepEqual(await outcomes(log, [[1n, 0n]], 10n), ["aborted", "committed"]);
  });

  it("can be aborted twice by one producer", async () => {
    const log = [
      records(0n, 1n),
      mark(2n, 1n, "abort"),
      records(3n, 1n),
      mark(5n, 1n, "commit"),
      records(6n, 1n),
      mark(8n, 1n, "abort"),
    ];
    const aborted: [bigint, bigint][] = [
      [1n, 6n],
      [1n, 0n],
    ];
    assert.deepEqual(await outcomes(log, aborted, 9n), ["aborted", "committed", "aborted"]);
  });

  it("hold back all that lies behind the first open one", async () => {
    const log = [records(0n, -1n), records(2n, 1n), records(4n, -1n)];
    assert.deepEqual(await outcomes(log, [], 2n), ["plain", "unstable", "unstable"]);
  });
});
