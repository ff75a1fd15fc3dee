import { Failure } from "../../core/failure";
import { size, text, verbatim } from "../../core/text";
import type { Cluster } from "../cluster";
import { type Fetched, fetchLog, type PartitionName } from "../fetch";
import { MalformedError } from "../protocol/values";
import { type RecordBatch, readBatches } from "./batch";
import type { Codec } from "./compression";
import { TooLargeError } from "./output";
import { endOfTransaction, type LogRecord, unpack } from "./record";
import { type Outcome, Transactions } from "./transactions";

/** What lies at an offset of a partition. */
export type Entry = RecordEntry | MarkEntry | UnreadableEntry;

export interface RecordEntry {
  readonly is: "record";
  readonly offset: bigint;
  readonly record: LogRecord;
  readonly outcome: Outcome;
  readonly codec: Codec;
  readonly leaderEpoch: number;
  /** -1: of a producer without transactions and without idempotence */
  readonly producerId: bigint;
}

/** The end of a transaction: no record, and never given to a consumer. */
export interface MarkEntry {
  readonly is: "mark";
  readonly offset: bigint;
  readonly end?: "commit" | "abort";
}

/** A batch that cannot be unpacked; it must not hide the others. */
export interface UnreadableEntry {
  readonly is: "unreadable";
  readonly offset: bigint;
  readonly last: bigint;
  readonly failure: Failure;
}

/** A piece of a log, from the offset asked for on. */
export interface Piece {
  /** in the order of their offsets */
  readonly entries: readonly Entry[];
  /** the offset behind the piece */
  readonly next: bigint;
  readonly bytes: number;
  readonly highWatermark: bigint;
  readonly lastStableOffset: bigint;
  readonly logStart: bigint;
}

export interface LogReader {
  /** Entries with `from` ≤ offset < `to`, about `bytes` of them; undefined where `from` is outside of the log. */
  read(from: bigint, to: bigint, bytes: number, signal: AbortSignal): Promise<Piece | undefined>;
}

/** Reads the log of one partition at its leader. */
export class PartitionLog implements LogReader {
  constructor(
    private readonly cluster: Cluster,
    private readonly leader: number,
    readonly name: PartitionName,
  ) {}

  async read(from: bigint, to: bigint, bytes: number, signal: AbortSignal): Promise<Piece | undefined> {
    // With isolation 1 the broker tells which transactions were aborted, but gives nothing behind the last stable offset.
    let fetched = await this.fetch(from, bytes, 1, signal);
    if (fetched && !fetched.records.length && from < fetched.highWatermark) {
      fetched = await this.fetch(from, bytes, 0, signal);
    }
    return fetched && this.piece(fetched, from, to);
  }

  private fetch(offset: bigint, bytes: number, isolation: 0 | 1, signal: AbortSignal): Promise<Fetched | undefined> {
    return fetchLog(this.cluster, this.leader, this.name, { offset, bytes, isolation }, signal);
  }

  private async piece(fetched: Fetched, from: bigint, to: bigint): Promise<Piece> {
    const { highWatermark, lastStableOffset, logStart, records } = fetched;
    const transactions = new Transactions(fetched.aborted, lastStableOffset);
    const entries: Entry[] = [];
    const batches = readBatches(records);
    if (!batches.length && records.length) throw new MalformedError("a batch that is cut off");
    // An empty answer below the end: nothing is left of that range.
    let next = highWatermark > from ? highWatermark : from;
    for (const batch of batches) {
      const outcome = await transactions.outcome(batch).catch(() => "plain" as const);
      next = batch.lastOffset + 1n;
      if (next <= from) continue;
      if (batch.firstOffset >= to) break;
      for (const entry of await this.entries(batch, outcome)) {
        if (last(entry) >= from && entry.offset < to) entries.push(entry);
      }
    }
    if (batches.length && next <= from) throw new MalformedError("batches from before the offset asked for");
    return { entries, next, bytes: records.length, highWatermark, lastStableOffset, logStart };
  }

  private async entries(batch: RecordBatch, outcome: Outcome): Promise<readonly Entry[]> {
    const { codec, leaderEpoch, producerId } = batch;
    try {
      if (batch.outdated || !codec) throw unsupported(batch);
      const records = await unpack(batch);
      if (batch.control) {
        return records.map((record) => ({ is: "mark", offset: record.offset, end: endOfTransaction(record) }));
      }
      return records.map((record) => ({
        is: "record",
        offset: record.offset,
        record,
        outcome,
        codec,
        leaderEpoch,
        producerId,
      }));
    } catch (error) {
      const failure = this.unreadable(batch, error);
      return [{ is: "unreadable", offset: batch.firstOffset, last: batch.lastOffset, failure }];
    }
  }

  private unreadable({ firstOffset, lastOffset, codec }: RecordBatch, cause: unknown): Failure {
    if (cause instanceof Failure) return cause;
    const range = firstOffset === lastOffset ? `${firstOffset}` : `${firstOffset}–${lastOffset}`;
    const place = text("{0}, partition {1}, offset {2}", this.name.topic, this.name.partition, range);
    if (cause instanceof TooLargeError) {
      return new Failure({
        code: "tooLarge",
        what: text("{0}: compressed records of more than {1} are not unpacked.", place, size(cause.limit)),
        fix: text("Read them with kafka-console-consumer."),
        cause,
      });
    }
    return new Failure({
      code: "protocol",
      what: text("{0}: the records cannot be unpacked ({1}).", place, codec ?? "?"),
      why: verbatim(cause instanceof Error ? cause.message : String(cause)),
      cause,
    });
  }
}

const last = (entry: Entry): bigint => (entry.is === "unreadable" ? entry.last : entry.offset);

const unsupported = ({ outdated }: RecordBatch): Failure =>
  new Failure({
    code: "unsupported",
    what: outdated
      ? text("This was written in the message format before Kafka 0.11, which is not read here.")
      : text("This is compressed in a way that is not known here."),
  });
