import { createHash } from "node:crypto";
import type { Connection } from "./contract";

/**
 * What a connection of a workspace's settings is known by: all that it says, and the variables that it reads. Whoever
 * changes any of it has another connection, that nobody has allowed and that no stored secret belongs to.
 */
export function fingerprintOf({ system, values, foreign }: Connection): string {
  const sorted = Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
  const said = JSON.stringify([system, sorted, foreign?.variables ?? []]);
  return createHash("sha256").update(said).digest("base64url");
}
