import { isFailure } from "../../core/failure";
import type { Cluster } from "../cluster";

/** milliseconds for which the answer is good enough */
const FRESH = 5 * 60_000;
/** Kafka's number of the operation Describe, which is its bit as well */
const DESCRIBE = 8;

/**
 * Whether the user may describe the cluster. Only then does Kafka list every group; others get those that they may
 * describe one by one, and no sign that there are more.
 */
export class Rights {
  private known?: { readonly at: number; readonly describes: boolean | undefined };

  constructor(private readonly cluster: Cluster) {}

  /** undefined where Kafka does not tell (before 2.8) */
  async describesCluster(signal: AbortSignal): Promise<boolean | undefined> {
    const now = Date.now();
    if (!this.known || now - this.known.at >= FRESH) this.known = { at: now, describes: await this.ask(signal) };
    return this.known.describes;
  }

  private async ask(signal: AbortSignal): Promise<boolean | undefined> {
    const fields = { includeClusterAuthorizedOperations: true, endpointType: 1, includeFencedBrokers: false };
    try {
      const answer = await this.cluster.ask("DescribeCluster", fields, signal);
      const rights = answer.number("clusterAuthorizedOperations");
      // The smallest number of 32 bits says that nothing is told.
      return answer.number("errorCode") || rights === -(2 ** 31) ? undefined : (rights & (1 << DESCRIBE)) !== 0;
    } catch (error) {
      if (signal.aborted || !isFailure(error)) throw error;
      return undefined;
    }
  }
}
