import type { Fact, Node, Page, PageRequest } from "../core/contract";
import { isFailure } from "../core/failure";
import { count, size, type Text, text, verbatim } from "../core/text";
import { type Brokers, fetchBrokers, fetchLogDirectories, fetchRelease } from "./brokers";
import { formatEndpoint } from "./endpoint";
import { pageOf, pieceOf } from "./paging";
import { addressIn, type View } from "./view";

export async function brokerPage(view: View, request: PageRequest, signal: AbortSignal): Promise<Page> {
  const known = await fetchBrokers(view.cluster, "all", signal);
  const nodes = brokerNodes(view, known);
  const piece = pieceOf(
    nodes,
    request,
    ({ label }) => label,
    (one, other) => Number(one) - Number(other),
  );
  return pageOf(piece.items, piece);
}

export async function findBroker(view: View, id: number, signal: AbortSignal): Promise<Node | undefined> {
  const known = await fetchBrokers(view.cluster, "all", signal);
  return brokerNodes(view, known).find(({ label }) => label === String(id));
}

function brokerNodes(view: View, { metadata, brokers, controller }: Brokers): readonly Node[] {
  const led = partitionsLed(metadata.topics);
  return brokers.map((broker) => ({
    address: addressIn(view, "brokers", String(broker.id)),
    kind: "kafka.broker",
    label: String(broker.id),
    detail: [
      ...(broker.fenced ? [text("down")] : []),
      verbatim(formatEndpoint(broker)),
      ...(broker.id === controller ? [text("controller")] : []),
      text("leads {0}", count(led.get(broker.id) ?? 0)),
      ...(broker.rack ? [text("rack {0}", broker.rack)] : []),
    ],
    icon: "server",
    ...(broker.fenced ? { tone: "error" } : {}),
    expandable: false,
    readable: true,
    role: text("broker"),
  }));
}

export function partitionsLed(topics: Brokers["metadata"]["topics"]): ReadonlyMap<number, number> {
  const led = new Map<number, number>();
  for (const { partitions } of topics) {
    for (const { leader } of partitions) led.set(leader, (led.get(leader) ?? 0) + 1);
  }
  return led;
}

export async function brokerFacts(view: View, id: number, signal: AbortSignal): Promise<readonly Fact[]> {
  const known = await fetchBrokers(view.cluster, "all", signal);
  const broker = known.brokers.find((candidate) => candidate.id === id);
  const label = { label: text("Broker"), value: verbatim(String(id)) };
  if (!broker) return [label, { label: text("State"), value: text("not part of the cluster") }];
  const asked = await Promise.all([releaseFacts(view, id, signal), diskFacts(view, id, signal)]);
  return [
    label,
    { label: text("Address"), value: verbatim(formatEndpoint(broker)) },
    { label: text("State"), value: broker.fenced ? text("down") : text("running") },
    ...(known.controller === id ? [{ label: text("Role"), value: text("controller") }] : []),
    { label: text("Leads partitions"), value: count(partitionsLed(known.metadata.topics).get(id) ?? 0) },
    ...(broker.rack ? [{ label: text("Rack"), value: verbatim(broker.rack) }] : []),
    ...(broker.fenced ? [] : asked.flat()),
  ];
}

const releaseFacts = (view: View, id: number, signal: AbortSignal): Promise<Fact[]> =>
  orWhyNot(text("Version"), signal, async () => {
    const release = await fetchRelease(view.cluster, id, signal);
    return release ? [{ label: text("Version"), value: verbatim(`Kafka ${release}`) }] : [];
  });

const diskFacts = (view: View, id: number, signal: AbortSignal): Promise<Fact[]> =>
  orWhyNot(text("Disks"), signal, async () => {
    const directories = await fetchLogDirectories(view.cluster, id, [], signal);
    return directories
      .filter(({ total, free }) => total !== undefined && free !== undefined)
      .map(({ path, total = 0n, free = 0n }) => ({
        label: verbatim(path),
        value: text("{0} of {1} free", size(free), size(total)),
      }));
  });

/** What cannot be told says why, and does not take the rest with it. */
async function orWhyNot(label: Text, signal: AbortSignal, call: () => Promise<Fact[]>): Promise<Fact[]> {
  try {
    return await call();
  } catch (error) {
    if (signal.aborted || !isFailure(error)) throw error;
    return [{ label, value: error.what }];
  }
}
