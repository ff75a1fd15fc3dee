import { Failure } from "../core/failure";
import { text } from "../core/text";
import { NOTHING, type Permit } from "./edits/permit";
import { type ApiName, api } from "./protocol/messages";

/**
 * All that is asked of a broker to look. Each of these only reads. FindCoordinator is missing on purpose: on a cluster that
 * never had a consumer group it creates `__consumer_offsets`. Metadata is sent with allowAutoTopicCreation = false only.
 */
export const ALLOWED: ReadonlySet<ApiName> = new Set<ApiName>([
  "ApiVersions",
  "ConsumerGroupDescribe",
  "DescribeCluster",
  "DescribeConfigs",
  "DescribeGroups",
  "DescribeLogDirs",
  "DescribeQuorum",
  "DescribeShareGroupOffsets",
  "Fetch",
  "ListGroups",
  "ListOffsets",
  "Metadata",
  "OffsetFetch",
  "ShareGroupDescribe",
  "StreamsGroupDescribe",
]);

/** Throws a failure "forbidden" unless the request is one of those allowed, or permitted for one edit. */
export function assertAllowed(
  name: ApiName,
  fields: { readonly allowAutoTopicCreation?: unknown },
  permit: Permit = NOTHING,
): void {
  const creates = fields.allowAutoTopicCreation !== undefined && fields.allowAutoTopicCreation !== false;
  if (!(ALLOWED.has(name) || permit.has(name)) || creates) throw refusal(name);
}

/** What the client library sends by itself, to log in: names and API keys. */
export const LOGIN = { SaslHandshake: 17, SaslAuthenticate: 36 } as const;

const onWire = new Map<number, string>(Object.entries(LOGIN).map(([name, key]) => [key, name]));
for (const name of ALLOWED) onWire.set(api(name).key, name);

/** The name of a request that may be sent, by its API key. */
export const nameOnWire = (key: number, permit: Permit = NOTHING): string | undefined =>
  onWire.get(key) ?? [...permit].find((name) => api(name).key === key);

/** Throws a failure "forbidden" unless a request with this API key is one of those allowed, or of the login. */
export function assertAllowedOnWire(key: number, permit: Permit = NOTHING): void {
  if (nameOnWire(key, permit) === undefined) throw refusal(`API ${key}`);
}

function refusal(name: string): Failure {
  return new Failure({ code: "forbidden", what: text("{0} was not sent to Kafka: only looking is allowed.", name) });
}
