import type { SessionContext, Values } from "../core/contract";
import { isFailure } from "../core/failure";
import type { Permit } from "./allowed";
import type { ClientOptions } from "./client";
import { ClusterDeployment } from "./cluster";
import { Connector, readSettings } from "./connect";
import { type Deployment, Standalone } from "./deployment";
import { type Identity, identify, knowsNamesOnly, mayNoTouch } from "./identity";
import { infoIn } from "./replies";
import { findMaster } from "./sentinel";
import type { ServerNode } from "./server-node";

/** A server or cluster that answered, and what is known of it. */
export interface Opened {
  readonly deployment: Deployment;
  /** the node that answered first */
  readonly node: ServerNode;
  readonly identity: Identity;
  /** the database of the URL */
  readonly home: number;
  /** true where looking at a value does not count as using it */
  readonly noTouch: boolean;
  /** true where the server counts uses (LFU) instead of the time since the last one */
  readonly countsUses: boolean;
  /** true where HSCAN knows NOVALUES */
  readonly namesOnly: boolean;
}

/**
 * Connects and finds out what is there. Leaves no socket behind when it rejects.
 * @param permits makes what decides on all that one connection sends; absent: only looking is allowed
 * @param hear what subscriptions tell, where `permits` allows any
 */
export async function openDeployment(
  values: Values,
  context: SessionContext,
  signal: AbortSignal,
  permits?: () => Permit,
  hear?: ClientOptions["hear"],
): Promise<Opened> {
  const settings = await readSettings(values, context);
  const { location, sentinel } = settings;
  const connector = new Connector(settings, context, (failure) => context.lost(failure), permits, hear);
  const node = sentinel ? connector.node(await findMaster(connector, settings, signal)) : connector.serverAt(location);
  try {
    const identity = await identify(node, location.db, signal);
    // A cluster has one database for all keys.
    const home = identity.cluster ? 0 : location.db;
    connector.noTouch = mayNoTouch(identity);
    const [touched] = connector.noTouch ? await node.batch(location.db, [["CLIENT", "NO-TOUCH", "ON"]], signal) : [];
    return {
      deployment: identity.cluster
        ? new ClusterDeployment(node, location, (place) => connector.node(place))
        : new Standalone(sentinel ? "sentinel" : "standalone", node),
      node,
      identity,
      home,
      noTouch: touched !== undefined && !isFailure(touched),
      countsUses: identity.tells && (await policyOf(node, location.db, signal)).includes("lfu"),
      namesOnly: knowsNamesOnly(identity),
    };
  } catch (error) {
    node.close();
    throw error;
  }
}

async function policyOf(node: ServerNode, db: number, signal: AbortSignal): Promise<string> {
  const [memory] = await node.batch(db, [["INFO", "memory"]], signal);
  return memory === undefined || isFailure(memory) ? "" : (infoIn(memory).get("maxmemory_policy") ?? "");
}
