import type { AbortedTransaction } from "../fetch";
import type { RecordBatch } from "./batch";
import { endOfTransaction, unpack } from "./record";

/**
 * What became of a batch. `unstable`: at or behind the last stable offset, so that consumers which read only what is
 * committed do not get it yet, whether it is part of the open transaction or not.
 */
export type Outcome = "plain" | "committed" | "aborted" | "unstable";

/**
 * Tells for the batches of one answer, asked for in their order, which transactions were given up: from a transaction's
 * first offset until the mark of its end, all batches of its producer belong to it.
 */
export class Transactions {
  private readonly pending: AbortedTransaction[];
  private readonly aborted = new Set<bigint>();

  constructor(
    aborted: readonly AbortedTransaction[],
    private readonly lastStableOffset: bigint,
  ) {
    this.pending = [...aborted].sort((one, other) => (one.firstOffset < other.firstOffset ? -1 : 1));
  }

  async outcome(batch: RecordBatch): Promise<Outcome> {
    for (let next = this.pending[0]; next && next.firstOffset <= batch.lastOffset; next = this.pending[0]) {
      this.aborted.add(next.producerId);
      this.pending.shift();
    }
    if (batch.control && this.aborted.has(batch.producerId)) {
      const [mark] = await unpack(batch);
      if (mark && endOfTransaction(mark) === "abort") this.aborted.delete(batch.producerId);
    }
    if (batch.firstOffset >= this.lastStableOffset) return "unstable";
    if (!batch.transactional) return "plain";
    return this.aborted.has(batch.producerId) ? "aborted" : "committed";
  }
}
