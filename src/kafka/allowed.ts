import { Failure } from "../core/failure";
import { text } from "../core/text";
import type { ApiName } from "./protocol/messages";

/**
 * All that is ever asked of a broker. Each of these only reads. FindCoordinator is missing on purpose: on a cluster that
 * never had a consumer group it creates `__consumer_offsets`. Metadata is sent with allowAutoTopicCreation = false only.
 */
const ALLOWED: ReadonlySet<ApiName> = new Set<ApiName>([
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

/** Throws a failure "forbidden" unless the request is one of those allowed. */
export function assertAllowed(name: ApiName, fields: { readonly allowAutoTopicCreation?: unknown }): void {
  const creates = fields.allowAutoTopicCreation !== undefined && fields.allowAutoTopicCreation !== false;
  if (ALLOWED.has(name) && !creates) return;
  throw new Failure({ code: "forbidden", what: text("{0} was not sent to Kafka: only looking is allowed.", name) });
}
