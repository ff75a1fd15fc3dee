import { setTimeout as sleep } from "node:timers/promises";
import type { Failure } from "../core/failure";
import { brokerName, type Cluster } from "./cluster";
import { compare, fetchMetadata } from "./metadata";
import { answerFailure, ErrorCode } from "./protocol/errors";
import type { Fields } from "./protocol/values";

/** A group as its coordinator lists it. */
export interface GroupListing {
  readonly id: string;
  /** absent before Kafka 3.8 */
  readonly type?: GroupType | string;
  /** as Kafka writes it: `Stable`, `Empty`, `PreparingRebalance`; absent before Kafka 2.6 */
  readonly state?: string;
  /** `consumer`, `connect`, …; "" where the group has none */
  readonly protocolType: string;
  /** the id of the broker that lists it: its coordinator */
  readonly coordinator: number;
}

export type GroupType = "classic" | "consumer" | "share" | "streams";

export interface Groups {
  /** in the order of their ids */
  readonly groups: readonly GroupListing[];
  /** brokers that did not answer: the groups that they coordinate are missing */
  readonly failures: ReadonlyMap<number, Failure>;
}

/** All groups of the cluster, asked of each broker: the one that lists a group is its coordinator. */
export async function listGroups(cluster: Cluster, signal: AbortSignal): Promise<Groups> {
  await fetchMetadata(cluster, [], signal);
  return listGroupsAt(cluster, cluster.brokers, signal);
}

export interface ListOptions {
  /** milliseconds that a broker is asked again while it loads its groups */
  readonly patience?: number;
  /** milliseconds that a broker may take */
  readonly most?: (id: number) => number;
}

/** The groups that some brokers coordinate: one request to each. */
export async function listGroupsAt(
  cluster: Cluster,
  brokers: readonly number[],
  signal: AbortSignal,
  { patience = cluster.nodeTimeout * 0.9, most }: ListOptions = {},
): Promise<Groups> {
  const ask = (id: number, inner: AbortSignal) => listOf(cluster, id, Date.now() + patience, inner);
  const { answers, failures } = await cluster.each(brokers, signal, ask, most);
  const groups = new Map<string, GroupListing>();
  for (const [coordinator, listings] of answers) {
    for (const listing of listings) {
      // While a group moves, two brokers may list it: the one that knows its state is the better witness.
      const known = groups.get(listing.id);
      if (!known || known.state === "Dead") groups.set(listing.id, { ...listing, coordinator });
    }
  }
  return { groups: [...groups.values()].sort((one, other) => compare(one.id, other.id)), failures };
}

type Listing = Omit<GroupListing, "coordinator">;

/** milliseconds to the next question while a coordinator still loads its groups */
export const PAUSES: readonly number[] = [50, 100, 200, 400, 800, 1_600, 3_200];
/** milliseconds after connecting in which an empty list is not believed at once */
const YOUNG = 5_000;

async function listOf(cluster: Cluster, id: number, until: number, signal: AbortSignal): Promise<readonly Listing[]> {
  for (let attempt = 0; ; attempt++) {
    const answer = await cluster.askNode(id, "ListGroups", { statesFilter: [], typesFilter: [] }, signal);
    const error = answer.number("errorCode");
    const listings = answer.list("groups").map(readListing);
    const pause = PAUSES[attempt];
    const late = pause === undefined || Date.now() + pause > until;
    const wait =
      isLoading(error) || (!error && !listings.length && attempt < 3 && (await mayHaveMore(cluster, id, signal)));
    if (!wait || late) {
      if (error) throw answerFailure(error, brokerName(cluster, id));
      return listings;
    }
    await sleep(pause, undefined, { signal });
  }
}

export const isLoading = (error: number): boolean =>
  error === ErrorCode.coordinatorLoading ||
  error === ErrorCode.coordinatorNotAvailable ||
  error === ErrorCode.notCoordinator;

/**
 * A broker that has just started answers with an empty list before it begins to load its groups. It can only have some
 * where it leads a partition of the topic that keeps them.
 */
async function mayHaveMore(cluster: Cluster, id: number, signal: AbortSignal): Promise<boolean> {
  const since = cluster.readySince(id);
  if (since === undefined || Date.now() - since > YOUNG) return false;
  const { topics } = await fetchMetadata(cluster, ["__consumer_offsets"], signal);
  return topics.some((topic) => topic.partitions.some((partition) => partition.leader === id));
}

const readListing = (group: Fields): Listing => ({
  id: group.string("groupId"),
  type: group.optionalString("groupType")?.toLowerCase() || undefined,
  state: group.optionalString("groupState") || undefined,
  protocolType: group.string("protocolType"),
});
