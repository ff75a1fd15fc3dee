import type { Access } from "../../core/contract";
import { downloading, editing, looking, type Permit } from "../allowed";
import { type Call, startCall } from "../call";
import type { Client } from "../client";
import type { HostMap } from "../endpoint";
import type { Path } from "../path";
import type { Transport } from "../transport";

/** What an edit has of its session. */
export interface House {
  /** looks only */
  readonly client: Client;
  readonly hostMap: HostMap;
  readonly access: Access;
  readonly timeout: () => number;
  readonly transport: (permit: Permit) => Transport;
  /** forgets what is remembered of a directory's rows */
  readonly forget: (directory: Path) => void;
}

/** A client for the time of one edit, and what it needs. */
export interface Acting {
  readonly client: Client;
  readonly hostMap: HostMap;
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** a new call with the whole time */
  call(): Call;
}

/**
 * Runs with a client of its own, which alone may send what changes something, at the one NameNode that is active: a
 * change is never asked of two. Where the profile observes, such a client may do no more than look either.
 */
export const withEditor = <T>(house: House, signal: AbortSignal, run: (acting: Acting) => Promise<T>): Promise<T> =>
  using(house, house.access === "edit" ? editing : looking, signal, run);

/** Runs with a client that reads files for somebody who wants to have them. */
export const withReader = <T>(house: House, signal: AbortSignal, run: (acting: Acting) => Promise<T>): Promise<T> =>
  using(house, downloading, signal, run);

async function using<T>(
  house: House,
  permit: Permit,
  signal: AbortSignal,
  run: (acting: Acting) => Promise<T>,
): Promise<T> {
  const timeout = house.timeout();
  const call = () => startCall(timeout, signal);
  await house.client.status([], call());
  const transport = house.transport(permit);
  try {
    return await run({ client: house.client.by(transport), hostMap: house.hostMap, timeout, signal, call });
  } finally {
    transport.close();
  }
}
