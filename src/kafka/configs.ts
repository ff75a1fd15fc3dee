import { type Text, text } from "../core/text";
import { brokerName, type Cluster } from "./cluster";
import { answerFailure } from "./protocol/errors";
import { type Fields, MalformedError } from "./protocol/values";

export interface ConfigEntry {
  readonly name: string;
  /** absent where it is a secret */
  readonly value?: string;
  /** where it comes from: set for this very thing, for the cluster, in a file, or by default */
  readonly source: ConfigSource;
}

export type ConfigSource = "topic" | "broker" | "cluster" | "file" | "default" | "other";

const SOURCES: readonly ConfigSource[] = ["other", "topic", "broker", "cluster", "file", "default"];
const TOPIC = 2;
const BROKER = 4;

/** The settings of a topic, by name. `keys`: only these. */
export async function fetchTopicConfig(
  cluster: Cluster,
  topic: string,
  signal: AbortSignal,
  keys: readonly string[] | null = null,
): Promise<readonly ConfigEntry[]> {
  const answer = await cluster.ask("DescribeConfigs", fieldsOf(TOPIC, topic, keys), signal);
  return readConfig(answer, text("The configuration of the topic {0}", topic));
}

/** Some settings of many topics in one request, by topic; topics whose settings may not be read are left out. */
export async function fetchTopicConfigs(
  cluster: Cluster,
  topics: readonly string[],
  keys: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly ConfigEntry[]>> {
  const fields = {
    ...fieldsOf(TOPIC, "", keys),
    resources: topics.map((resourceName) => ({ resourceType: TOPIC, resourceName, configurationKeys: keys })),
  };
  const answer = await cluster.ask("DescribeConfigs", fields, signal);
  const read = answer.list("results").filter((result) => !result.number("errorCode"));
  return new Map(read.map((result) => [result.string("resourceName"), readEntries(result)]));
}

/** The settings of a broker, by name: each broker tells its own. */
export async function fetchBrokerConfig(
  cluster: Cluster,
  id: number,
  signal: AbortSignal,
): Promise<readonly ConfigEntry[]> {
  const answer = await cluster.askNode(id, "DescribeConfigs", fieldsOf(BROKER, String(id), null), signal);
  return readConfig(answer, text("The configuration of {0}", brokerName(cluster, id)));
}

const fieldsOf = (resourceType: number, resourceName: string, configurationKeys: readonly string[] | null) => ({
  resources: [{ resourceType, resourceName, configurationKeys }],
  includeSynonyms: false,
  includeDocumentation: false,
});

function readConfig(answer: Fields, what: Text & object): readonly ConfigEntry[] {
  const [result] = answer.list("results");
  if (!result) throw new MalformedError("no configuration in the answer");
  const error = result.number("errorCode");
  if (error) throw answerFailure(error, what, result.optionalString("errorMessage"));
  return readEntries(result);
}

const readEntries = (result: Fields): readonly ConfigEntry[] =>
  result
    .list("configs")
    .map((entry) => ({
      name: entry.string("name"),
      value: entry.optionalString("value"),
      source: SOURCES[entry.number("configSource")] ?? "other",
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
