import { hasCode, isFailure } from "../../core/failure";
import type { Cluster } from "../cluster";
import { fetchMetadata, METADATA_OF_NOTHING } from "../metadata";
import type { Fields, Struct } from "../protocol/values";
import type { View } from "../view";
import { type EditApi, type Permit, permitFor } from "./permit";
import { UncertainFailure } from "./problems";

/** What an edit has of its session. */
export interface House {
  /** looks only */
  readonly view: View;
  /** a cluster for one edit, whose connections may send what is permitted; who asks for it closes it */
  readonly clusterFor: (permit: Permit) => Cluster;
  /** Runs one call with the whole time. Only failures leave. */
  readonly run: <T>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

/** What an edit works with while it asks, plans or acts. */
export interface Acting {
  readonly view: View;
  readonly signal: AbortSignal;
  /** Looks: one call with the whole time. */
  look<T>(call: (cluster: Cluster, signal: AbortSignal) => Promise<T>): Promise<T>;
  /**
   * Sends a request that changes something to one broker, once. What fails before it is on its way has changed nothing;
   * what fails later rejects with an `UncertainFailure`.
   * @param read takes the answer apart; what is not as it should be is uncertain, too
   * @param least the lowest version that serves the purpose
   */
  send<T>(broker: number, api: EditApi, fields: Struct, read: (answer: Fields) => T, least?: number): Promise<T>;
  /** milliseconds that a broker may take for a change, so that its own word on it comes before we give up */
  readonly patience: number;
}

/** Runs with connections of its own for what changes something. */
export async function withActing<T>(
  house: House,
  signal: AbortSignal,
  run: (acting: Acting) => Promise<T>,
): Promise<T> {
  const clusters = new Map<EditApi, Cluster>();
  const clusterFor = (api: EditApi): Cluster => {
    const known = clusters.get(api);
    if (known) return known;
    const made = house.clusterFor(permitFor(house.view.connection.profile.access, api));
    clusters.set(api, made);
    return made;
  };
  try {
    return await run({
      view: house.view,
      signal,
      patience: Math.round(house.view.cluster.timeout * PATIENCE),
      look: (call) => house.run(signal, (inner) => call(house.view.cluster, inner)),
      async send(broker, api, fields, read, least) {
        const cluster = clusterFor(api);
        // Once a broker has answered on this connection, nothing but the change itself is left to fail.
        await house.run(signal, async (inner) => {
          await fetchMetadata(cluster, [], inner);
          await cluster.askNode(broker, "Metadata", METADATA_OF_NOTHING, inner);
        });
        try {
          return await house.run(signal, async (inner) =>
            read(await cluster.askNode(broker, api, fields, inner, least)),
          );
        } catch (error) {
          if (!isFailure(error) || NOT_SENT.some((code) => hasCode(error, code))) throw error;
          throw new UncertainFailure(error);
        }
      },
    });
  } finally {
    for (const cluster of clusters.values()) cluster.close();
  }
}

const PATIENCE = 0.7;

/** A version that is too old, and a request that is not permitted, are found out before anything is sent. */
const NOT_SENT = ["unsupported", "forbidden"] as const;
