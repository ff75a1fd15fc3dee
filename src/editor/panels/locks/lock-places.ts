import { type Address, segmentBytes } from "../../../core/address";

/** What an address of Redis means to the lock panel: one key, or those below a prefix, in a database. */
export interface LockPlace {
  /** as the address has it */
  readonly database?: string;
  /** of a key: the id of its lock's row, where it is one */
  readonly id?: string;
  readonly name?: Uint8Array;
  readonly prefix?: Uint8Array;
}

export const KEY_KIND = "redis.key";

export function lockPlace({ path: [database, name, end] }: Address): LockPlace {
  if (database === undefined) return {};
  if (name === undefined || name === "") return { database };
  const bytes = segmentBytes(name);
  return end === "" ? { database, prefix: bytes } : { database, id: name, name: bytes };
}
