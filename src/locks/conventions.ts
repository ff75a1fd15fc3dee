import type { Entry, OwnConvention } from "../core/lock-source";
import type { Convention, Recognised } from "./convention";
import { bullmq } from "./conventions/bullmq";
import { casLock } from "./conventions/cas";
import { laravel } from "./conventions/laravel";
import { medallion, medallionReadWrite } from "./conventions/medallion";
import { ownConvention } from "./conventions/own";
import { pythonRedisLock } from "./conventions/python-redis-lock";
import { redBeat, redisPy } from "./conventions/redis-py";
import { redissonLock } from "./conventions/redisson-lock";
import { redissonPermits } from "./conventions/redisson-permits";
import { redissonReadWrite } from "./conventions/redisson-read-write";
import { anyRedlock, nodeRedlock } from "./conventions/redlock";
import { redsync } from "./conventions/redsync";
import { rueidislock } from "./conventions/rueidislock";
import { shedLock } from "./conventions/shedlock";
import { sidekiqUniqueJobs } from "./conventions/sidekiq-unique-jobs";
import { redLockNet, spring, upstash } from "./conventions/uuid-locks";

/** All that are known, the surest first: the first that recognises a lock has it. */
export const CONVENTIONS: readonly Convention[] = [
  redBeat,
  bullmq,
  shedLock,
  sidekiqUniqueJobs,
  rueidislock,
  medallionReadWrite,
  medallion,
  redissonReadWrite,
  redissonLock,
  redissonPermits,
  pythonRedisLock,
  redLockNet,
  redisPy,
  nodeRedlock,
  redsync,
  laravel,
  upstash,
  spring,
  casLock,
];

/** What a string at a name that the profile gives is taken for, whatever it looks like. */
export const fallback = (masters: number): Convention => (masters > 1 ? anyRedlock : casLock);

export const ownConventions = (settings: readonly OwnConvention[]): readonly (OwnConvention & { by: Convention })[] =>
  settings.map((own) => ({ ...own, by: ownConvention(own) }));

/** The lock that an entry of this name belongs to, by the name alone: with the conventions that say so. */
export function lockOf(name: string): { readonly lock: string; readonly by: readonly Convention[] } {
  const claims = CONVENTIONS.flatMap((by) => {
    const lock = by.lockOf?.(name);
    return lock === undefined ? [] : [{ lock, by }];
  });
  const [first] = claims;
  if (!first) return { lock: name, by: [] };
  return { lock: first.lock, by: claims.filter(({ lock }) => lock === first.lock).map(({ by }) => by) };
}

/** Finds the convention of a lock by what was read of it. */
export function recogniseAmong(
  conventions: readonly Convention[],
  name: string,
  entries: ReadonlyMap<string, Entry>,
  good: (by: Convention, recognised: Recognised) => boolean = () => true,
): { readonly by: Convention; readonly recognised: Recognised } | undefined {
  for (const by of conventions) {
    const recognised = by.recognise(name, entriesFor(by, name, entries));
    if (recognised && good(by, recognised)) return { by, recognised };
  }
  return undefined;
}

const NONE: Entry = { type: "none" };

/** The entries in the order that a convention reads them; what was not read is "none". */
export const entriesFor = (by: Convention, name: string, entries: ReadonlyMap<string, Entry>): readonly Entry[] =>
  by.reads(name).entries.map(({ key }) => entries.get(key) ?? NONE);
