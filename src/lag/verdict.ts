import { duration, type Text, text } from "../core/text";
import type { Facts } from "./facts";
import { type Inputs, iso, nameOf, offset, type Rule } from "./rules/rule";
import type { Verdict, VerdictState } from "./snapshot";

/** The verdict on a partition. Its words are made when they are read: nobody reads those of 100,000 partitions. */
export class PartitionVerdict implements Verdict {
  constructor(
    private readonly decided: Rule,
    private readonly facts: Facts,
  ) {}

  get state(): VerdictState {
    return this.decided.state;
  }

  get topic(): string {
    return this.facts.sample.topic;
  }

  get partition(): number {
    return this.facts.sample.partition;
  }

  get rule(): Text {
    return this.decided.rule(this.facts);
  }

  get inputs(): Inputs {
    const { seen } = this.facts;
    return {
      ...sampleInputs(this.facts),
      ...this.decided.inputs?.(this.facts),
      ...(seen?.loss ? { lossInMs: Math.round(seen.loss.in), lossBy: seen.loss.by } : {}),
      ...(seen?.record?.timestamp === undefined ? {} : { nextRecordAt: iso(seen.record.timestamp) }),
    };
  }

  get text(): Text {
    return this.decided.text(this.facts);
  }

  get eta(): number | undefined {
    return this.decided.eta?.(this.facts);
  }

  get lossIn(): number | undefined {
    return this.facts.seen?.loss?.in;
  }

  get warning(): Text | undefined {
    const loss = this.facts.seen?.loss;
    if (!loss?.near) return undefined;
    const left = duration(loss.in);
    return loss.by === "retention"
      ? text("{0}: retention may delete the next record to read in {1}.", nameOf(this.facts), left)
      : text(
          "{0}: at its present pace the log start reaches the next record to read in {1}.",
          nameOf(this.facts),
          left,
        );
  }
}

/** What every rule is given. */
function sampleInputs({ group, sample }: Facts): Inputs {
  return {
    group: group.sample.id,
    topic: sample.topic,
    partition: sample.partition,
    takenAt: iso(group.takenAt),
    logStart: offset(sample.logStart),
    committed: offset(sample.committed),
    lastStable: offset(sample.lastStable),
    end: offset(sample.end),
    lag: offset(sample.lag),
    phase: group.sample.phase,
    owner: sample.member ?? null,
  };
}
