import type { Session } from "../../../src/core/contract";
import type { Entry, LockSample, LockSource } from "../../../src/core/lock-source";
import { NEVER } from "../../support/session";
import { opened } from "../opened";
import { type OwnServer, ownServer } from "../own-server";

/** So many real masters, which know nothing of each other. The caller stops them. */
export async function masters(count: number): Promise<readonly OwnServer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => ownServer(["--appendonly", "no"], `locks-${index}`)));
}

export async function stopAll(servers: readonly OwnServer[] = []): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}

/** A session whose locks are kept on these masters. The caller closes it. */
export function openedOn(servers: readonly OwnServer[], access: "observe" | "edit" = "observe"): Promise<Session> {
  const [first] = servers;
  const urls = servers.map(({ url }) => url);
  return opened({ url: first?.url ?? "", "locks.masters": urls }, { access });
}

export function locksOf(session: Session): LockSource {
  if (!session.locks) throw new Error("The session has no locks.");
  return session.locks;
}

/** One reading of single entries, each a lock of its own. */
export const sampled = (
  session: Session,
  names: readonly string[],
  as: "string" | "any" = "any",
): Promise<LockSample> => locksOf(session).sample({ locks: names.map((name) => lockNamed(name, as)) }, NEVER);

export const lockNamed = (name: string, as: "string" | "hash" | "any" = "any") => ({
  name: Buffer.from(name),
  entries: [{ key: Buffer.from(name), as }],
});

/** The entries of the nth lock at the nth master. */
export const entriesAt = (sample: LockSample, lock = 0, master = 0): readonly Entry[] =>
  sample.masters[master]?.locks[lock]?.entries ?? [];

/** What an entry holds, in short: `string 'v'`, `hash a=1`, `list a b`. Without its time to live. */
export function brief(entry: Entry | undefined): string {
  switch (entry?.type) {
    case "string":
      return `string '${text(entry.value)}'`;
    case "hash":
      return `hash ${entry.fields.map((pair) => pair.map(text).join("=")).join(" ")}`;
    case "list":
      return `list ${entry.items.map(text).join(" ")}`;
    case "set":
      return `set ${entry.members.map(text).sort().join(" ")}`;
    case "sortedSet":
      return `zset ${entry.members.map(([member, score]) => `${text(member)}=${score}`).join(" ")}`;
    case "other":
      return `other ${entry.is}`;
    case "failed":
      return `failed ${entry.problem.kind}`;
    default:
      return entry?.type ?? "missing";
  }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** Milliseconds left; NaN where there is no end or no entry. */
export const ttlOf = (entry: Entry | undefined): number =>
  entry && "ttl" in entry && entry.ttl !== null ? entry.ttl : Number.NaN;

/** Waits until something is so; fails with what it was last. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (await isSo()) return;
  }
  throw new Error(`It was never so: ${what}`);
}
