import { setTimeout as sleep } from "node:timers/promises";
import { type Failure, isFailure } from "../../core/failure";
import type { Cluster } from "../cluster";
import { fetchCommits, type GroupCommits } from "../commits";
import { type Described, describeGroups } from "../group-details";
import { type GroupListing, isLoading, PAUSES } from "../groups";
import { fetchShareOffsets } from "./share-offsets";

/** What a coordinator told of one of its groups; what is absent was not asked for. */
export interface Reading {
  readonly listing: GroupListing;
  commits?: Committed;
  described?: Described;
}

/** What a group has committed, the code of Kafka for why it is not known, or why nothing came. */
export type Committed = GroupCommits | { readonly failure: Failure };

export interface CoordinatorOptions {
  readonly describe: "all" | ReadonlySet<string>;
  /** milliseconds that a coordinator is asked again while it loads */
  readonly patience: number;
  readonly most: (id: number) => number;
}

/** Asks all coordinators for the commits of their groups, and beside that for the members of those wanted. */
export async function readGroups(
  cluster: Cluster,
  listings: readonly GroupListing[],
  { describe, patience, most }: CoordinatorOptions,
  signal: AbortSignal,
): Promise<readonly Reading[]> {
  const readings = listings.map((listing): Reading => ({ listing }));
  const byCoordinator = new Map<number, Reading[]>();
  for (const reading of readings) {
    const list = byCoordinator.get(reading.listing.coordinator);
    if (list) list.push(reading);
    else byCoordinator.set(reading.listing.coordinator, [reading]);
  }
  const until = Date.now() + patience;
  const { failures } = await cluster.each(
    byCoordinator.keys(),
    signal,
    (id, inner) => {
      const own = byCoordinator.get(id) ?? [];
      const wanted = own.filter(({ listing }) => isWanted(listing, describe));
      return Promise.all([
        again(own, until, inner, (some) => readCommits(cluster, id, some, inner), commitError),
        again(wanted, until, inner, (some) => readMembers(cluster, id, some, inner), describedError),
      ]);
    },
    most,
  );
  for (const [id, failure] of failures) {
    for (const reading of byCoordinator.get(id) ?? []) {
      reading.commits ??= { failure };
      if (isWanted(reading.listing, describe)) reading.described ??= { failure };
    }
  }
  return readings;
}

/** Where the list does not tell a group's state, its description does. */
const isWanted = ({ id, state }: GroupListing, describe: CoordinatorOptions["describe"]): boolean =>
  describe === "all" || describe.has(id) || state === undefined;

/** Asks again for those whose coordinator was not ready. */
async function again(
  readings: readonly Reading[],
  until: number,
  signal: AbortSignal,
  ask: (readings: readonly Reading[]) => Promise<void>,
  error: (reading: Reading) => number,
): Promise<void> {
  let left = readings;
  for (const pause of PAUSES) {
    if (!left.length) return;
    await ask(left);
    left = left.filter((reading) => isLoading(error(reading)));
    if (!left.length || Date.now() + pause > until) return;
    await sleep(pause, undefined, { signal });
  }
}

const commitError = ({ commits }: Reading): number => (commits && "error" in commits ? commits.error : 0);
const describedError = ({ described }: Reading): number => (described && "error" in described ? described.error : 0);

async function readMembers(cluster: Cluster, id: number, readings: readonly Reading[], signal: AbortSignal) {
  const listings = readings.map(({ listing }) => listing);
  const found = await describeGroups(cluster, id, listings, signal);
  for (const reading of readings) reading.described = found.get(reading.listing.id);
}

async function readCommits(cluster: Cluster, id: number, readings: readonly Reading[], signal: AbortSignal) {
  const byId = new Map(readings.map((reading) => [reading.listing.id, reading]));
  const take = (group: string, commits: GroupCommits) => {
    const reading = byId.get(group);
    if (reading) reading.commits = commits;
  };
  const one = async (some: readonly Reading[], ask: typeof fetchCommits) => {
    if (!some.length) return;
    try {
      const ids = some.map(({ listing }) => listing.id);
      await ask(cluster, id, ids, take, signal);
    } catch (failure) {
      if (signal.aborted || !isFailure(failure)) throw failure;
      for (const reading of some) reading.commits = { failure };
    }
  };
  await Promise.all([
    one(
      readings.filter(({ listing }) => listing.type !== "share"),
      fetchCommits,
    ),
    one(
      readings.filter(({ listing }) => listing.type === "share"),
      fetchShareOffsets,
    ),
  ]);
}
