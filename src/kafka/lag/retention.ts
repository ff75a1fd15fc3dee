import type { Retention } from "../../core/lag-source";
import type { Cluster } from "../cluster";
import type { ConfigEntry } from "../configs";
import { fetchTopicConfigs } from "../configs";

/** milliseconds for which a setting is good enough */
const FRESH = 5 * 60_000;
const KEYS = ["cleanup.policy", "retention.ms", "retention.bytes"] as const;

/** How long topics keep their records, remembered for some minutes. */
export class RetentionReader {
  private readonly known = new Map<string, { readonly at: number; readonly value?: Retention }>();

  constructor(private readonly cluster: Cluster) {}

  /** In one request for all that is not remembered; what may not be read is left out. */
  async read(topics: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Retention>> {
    const now = Date.now();
    const stale = topics.filter((topic) => now - (this.known.get(topic)?.at ?? Number.NEGATIVE_INFINITY) >= FRESH);
    if (stale.length) {
      for (const [topic, { at }] of this.known) if (now - at >= FRESH) this.known.delete(topic);
      const found = await fetchTopicConfigs(this.cluster, stale, KEYS, signal);
      for (const topic of stale) {
        const entries = found.get(topic);
        this.known.set(topic, { at: now, ...(entries ? { value: retentionOf(entries) } : {}) });
      }
    }
    const result = new Map<string, Retention>();
    for (const topic of topics) {
      const value = this.known.get(topic)?.value;
      if (value) result.set(topic, value);
    }
    return result;
  }
}

function retentionOf(entries: readonly ConfigEntry[]): Retention | undefined {
  const entryOf = (key: (typeof KEYS)[number]) => entries.find(({ name }) => name === key)?.value;
  const [policy, ms, bytes] = [
    entryOf("cleanup.policy"),
    wholeNumber(entryOf("retention.ms")),
    wholeNumber(entryOf("retention.bytes")),
  ];
  if (policy === undefined) return undefined;
  return {
    // -1 stands for no limit.
    ...(ms !== undefined && ms >= 0n ? { ms: Number(ms) } : {}),
    ...(bytes !== undefined && bytes >= 0n ? { bytes } : {}),
    deletes: policy.split(",").some((word) => word.trim() === "delete"),
  };
}

const wholeNumber = (value: string | undefined): bigint | undefined =>
  value !== undefined && /^-?\d{1,19}$/.test(value) ? BigInt(value) : undefined;
