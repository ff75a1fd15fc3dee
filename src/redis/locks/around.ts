import type { MasterSample } from "../../core/lock-source";
import type { Permissions } from "../keys";
import type { Opened } from "../open";
import { caught } from "./problems";
import { type Asked, lookAround, type Surroundings, shardSubscribers } from "./surroundings";

/** A place that is open, and what is remembered of it. */
export interface Reached {
  readonly opened: Opened;
  readonly permissions: Permissions;
  /** clients, as last told */
  connected: number | undefined;
}

/** What all nodes of one place tell beside the locks themselves: one, or the masters of a cluster. */
export async function lookAroundAll(open: Reached, asked: Asked, signal: AbortSignal) {
  const { deployment, home } = open.opened;
  const cluster = deployment.mode === "cluster";
  const nodes = await deployment.nodes(signal);
  const told = await Promise.all(
    nodes.map(async (node) => {
      try {
        const surroundings = await lookAround(node, { ...open, home }, asked, signal);
        if (!cluster) open.connected = surroundings.connected;
        return surroundings;
      } catch (error) {
        if (!cluster) throw error;
        caught(error, signal);
        return undefined;
      }
    }),
  );
  const sharded = cluster ? await shardSubscribers(open.opened, asked.channels, signal) : new Map<string, number>();
  const known = told.filter((surroundings) => surroundings !== undefined);
  const whole = known.length === told.length && known.every(({ role }) => role && role.replicas === 0);
  const [first] = known;
  return {
    replica: !cluster && first?.role?.replica === true,
    clock: cluster || !first?.clock ? undefined : clockOf(first.clock),
    clients: known.some(({ clients }) => clients) ? known.flatMap(({ clients = [] }) => clients) : undefined,
    missing: known.flatMap(({ missing }) => missing),
    // Who waits may also be subscribed at a replica, or at a node that did not answer: then none is not known to be none.
    subscribed: (channel: Uint8Array): number | null => {
      const name = Buffer.from(channel).toString("latin1");
      const counts = known.map(({ subscribers }) => subscribers.get(name));
      const sum = [...counts, sharded.get(name)].reduce<number>((all, one) => all + (one ?? 0), 0);
      return sum > 0 || (whole && counts.every((one) => one !== undefined)) ? sum : null;
    },
  };
}

function clockOf({ at, sent, answered }: NonNullable<Surroundings["clock"]>): Partial<MasterSample> {
  return { clock: at, clockBetween: [sent, answered] };
}
