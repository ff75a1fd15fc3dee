import { Failure } from "../../core/failure";
import { text } from "../../core/text";
import { partitionsLed } from "../broker-nodes";
import { fetchBrokers, fetchLogDirectories, fetchRelease } from "../brokers";
import type { Cluster } from "../cluster";
import { fetchBrokerConfig } from "../configs";
import { errorName } from "../protocol/errors";
import type { Json, JsonObject } from "./json";
import { offsetOf } from "./record";
import { configOf, orWhyNot } from "./topic";

/** A broker with its disks and its configuration. */
export async function brokerDocument(cluster: Cluster, id: number, signal: AbortSignal): Promise<JsonObject> {
  const { metadata, brokers, controller } = await fetchBrokers(cluster, "all", signal);
  const broker = brokers.find((candidate) => candidate.id === id);
  if (!broker) {
    throw new Failure({ code: "notFound", what: text("There is no broker {0} in the cluster.", id) });
  }
  const facts = {
    broker: id,
    host: broker.host,
    port: broker.port,
    rack: broker.rack,
    state: broker.fenced ? "down" : "running",
    controller: controller === undefined ? null : controller === id,
    leads: partitionsLed(metadata.topics).get(id) ?? 0,
  };
  if (broker.fenced) return facts;
  const [version, disks, config] = await Promise.all([
    orWhyNot(signal, async () => (await fetchRelease(cluster, id, signal)) ?? null),
    orWhyNot(signal, () => disksOf(cluster, id, signal)),
    orWhyNot(signal, async () => configOf(await fetchBrokerConfig(cluster, id, signal))),
  ]);
  return { ...facts, version, disks, config };
}

async function disksOf(cluster: Cluster, id: number, signal: AbortSignal): Promise<Json> {
  const directories = await fetchLogDirectories(cluster, id, [], signal);
  return directories.map(({ path, total, free, error }) => ({
    path,
    totalBytes: total === undefined ? undefined : offsetOf(total),
    freeBytes: free === undefined ? undefined : offsetOf(free),
    error: error ? errorName(error) : undefined,
  }));
}
