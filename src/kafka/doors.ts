import type { Fact, Values } from "../core/contract";
import type { Door } from "../core/doctor/door";
import { text, verbatim } from "../core/text";
import type { Cluster } from "./cluster";
import { type Endpoint, formatEndpoint, parseEndpoint } from "./endpoint";
import { fetchMetadata } from "./metadata";

const written = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

/** The TLS of the profile, the same for all brokers. */
function tlsOf(values: Values): Pick<Door, "tls"> {
  if (values.ssl !== true) return {};
  return { tls: { ca: written(values.ca), cert: written(values.cert), key: written(values.key) } };
}

const FIELDS = { ca: "ca", tls: "ssl" } as const;

/** The brokers that the profile names. */
export function bootstrapDoors(values: Values): readonly Door[] {
  const brokers = Array.isArray(values.brokers) ? values.brokers.map(String) : [];
  return brokers.flatMap((broker) => {
    const endpoint = parseEndpoint(broker);
    return endpoint
      ? { role: text("Kafka's broker"), ...endpoint, ...tlsOf(values), fields: { ...FIELDS, host: "brokers" } }
      : [];
  });
}

/** The brokers that the cluster announces, each at the place where the profile says that it is reached. */
export async function announcedDoors(cluster: Cluster, values: Values, signal: AbortSignal): Promise<readonly Door[]> {
  const { brokers } = await fetchMetadata(cluster, [], signal);
  const map = new Map(Object.entries(values.hostMap ?? {}).map(([from, to]) => [from, String(to)]));
  return brokers.map(({ id, host, port }) => {
    const announced = formatEndpoint({ host, port });
    const mapped: Endpoint = parseEndpoint(map.get(announced) ?? "") ?? { host, port };
    const role = text("Kafka's broker {0}", id);
    return { role, ...mapped, ...tlsOf(values), announced, fields: { ...FIELDS, map: "hostMap" } };
  });
}

/** The bits of Kafka's `authorizedOperations`, as its tools write them. */
const OPERATIONS: Readonly<Record<number, string>> = {
  3: "READ",
  4: "WRITE",
  5: "CREATE",
  6: "DELETE",
  7: "ALTER",
  8: "DESCRIBE",
  9: "CLUSTER_ACTION",
  10: "DESCRIBE_CONFIGS",
  11: "ALTER_CONFIGS",
  12: "IDEMPOTENT_WRITE",
};
/** What a broker answers when it was not asked. */
const NOT_TOLD = -2147483648;

/** What the user may do with the cluster as a whole. */
export async function clusterRights(cluster: Cluster, signal: AbortSignal): Promise<readonly Fact[]> {
  const fields = { includeClusterAuthorizedOperations: true, endpointType: 1, includeFencedBrokers: false };
  const answer = await cluster.ask("DescribeCluster", fields, signal);
  const bits = answer.number("clusterAuthorizedOperations", NOT_TOLD);
  const allowed = Object.entries(OPERATIONS).filter(([bit]) => (bits & (1 << Number(bit))) !== 0);
  const label = text("With the cluster");
  if (bits === NOT_TOLD) return [{ label, value: text("not told to your user") }];
  return [{ label, value: allowed.length ? verbatim(allowed.map(([, name]) => name).join(", ")) : text("nothing") }];
}
