import type { Address } from "../../core/address";
import type { LagRequest, LagSample, LagSource, Position, RecordTime, Retention } from "../../core/lag-source";
import { addressIn, type View } from "../view";
import { fetchRecordTimes } from "./record-times";
import { RetentionReader } from "./retention";
import { Sampler } from "./sample";

/** Runs a call so that it has an end and rejects with a `Failure` only. */
type Run = <T>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** The lag of Kafka's groups, of every type. */
export class KafkaLag implements LagSource {
  private readonly sampler: Sampler;
  private readonly retentions: RetentionReader;

  constructor(
    private readonly view: View,
    private readonly run: Run,
  ) {
    this.sampler = new Sampler(view.cluster);
    this.retentions = new RetentionReader(view.cluster);
  }

  sample(request: LagRequest, signal: AbortSignal): Promise<LagSample> {
    return this.run(signal, (inner) => this.sampler.take(request, inner));
  }

  recordTimes(positions: readonly Position[], signal: AbortSignal): Promise<readonly RecordTime[]> {
    return this.run(signal, (inner) => fetchRecordTimes(this.view.cluster, positions, inner));
  }

  retention(topics: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Retention>> {
    return this.run(signal, (inner) => this.retentions.read(topics, inner));
  }

  groupAddress(group: string): Address {
    return addressIn(this.view, "groups", group);
  }

  topicAddress(topic: string, partition?: number): Address {
    return addressIn(this.view, "topics", topic, ...(partition === undefined ? [] : [String(partition)]));
  }
}
