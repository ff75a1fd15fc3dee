import { type Address, child, root } from "../core/address";
import type { Connection, SessionContext } from "../core/contract";
import type { Cluster } from "./cluster";
import type { Groups } from "./groups";
import type { ClusterMetadata } from "./metadata";

/** What the pages of a session are made from. */
export interface View {
  readonly cluster: Cluster;
  readonly connection: Connection;
  readonly context: SessionContext;
  /** lists that are being paged through: a page goes on in the list that the one before was taken from */
  readonly lists: { topics?: Remembered<ClusterMetadata>; groups?: Remembered<Groups> };
}

export interface Remembered<T> {
  readonly at: number;
  readonly value: T;
}

export const addressIn = ({ connection }: View, ...names: readonly string[]): Address =>
  child(root(connection.profile.id, connection.name), ...names);

/** milliseconds for which a list is good enough to go on in */
const FRESH = 60_000;

/** A list that is asked for anew unless a page goes on in it. */
export async function listed<T>(
  known: Remembered<T> | undefined,
  goesOn: boolean,
  ask: () => Promise<T>,
  remember: (list: Remembered<T>) => void,
): Promise<T> {
  if (known && goesOn && Date.now() - known.at < FRESH) return known.value;
  const value = await ask();
  remember({ at: Date.now(), value });
  return value;
}
