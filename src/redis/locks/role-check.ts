import { isFailure } from "../../core/failure";
import type { Opened } from "../open";
import { arrayIn, infoIn, type Reply, textIn } from "../replies";

export interface Role {
  /** undefined where it does not tell this user */
  readonly replica?: boolean;
  /** replicas that are connected */
  readonly replicas?: number;
}

/** Whether the server is a replica, by ROLE or, where that is denied, by INFO. The nodes of a cluster are masters. */
export async function readRole({ node, home, deployment }: Opened, signal: AbortSignal): Promise<Role> {
  if (deployment.mode === "cluster") return { replica: false };
  const [role] = await node.batch(home, [["ROLE"]], signal);
  if (role !== undefined && !isFailure(role)) return roleIn(role);
  const [info] = await node.batch(home, [["INFO", "replication"]], signal);
  if (info === undefined || isFailure(info)) return {};
  const facts = infoIn(info);
  const replicas = Number(facts.get("connected_slaves") ?? Number.NaN);
  return {
    ...(facts.has("role") ? { replica: facts.get("role") !== "master" } : {}),
    ...(Number.isNaN(replicas) ? {} : { replicas }),
  };
}

/** An answer of ROLE. */
export function roleIn(reply: Reply): Role {
  const [role, , replicas] = arrayIn(reply);
  return { replica: textIn(role) !== "master", replicas: Array.isArray(replicas) ? replicas.length : 0 };
}
