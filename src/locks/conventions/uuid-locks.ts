import { text, verbatim } from "../../core/text";
import { bytesOfBinary } from "../bytes";
import type { Convention, Reading } from "../convention";
import { readString, UUID, whole } from "../shapes";

/** RedLock.net: `redlock:<resource>` with a GUID, the same on a quorum of servers. */
export const redLockNet: Convention = {
  id: "redlock-net",
  title: verbatim("RedLock.net"),
  quorum: true,
  lockOf: (name) => (name.startsWith("redlock:") ? name : undefined),
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(name, [entry]) {
    if (!name.startsWith("redlock:") || !UUID.test(whole(entry) ?? "")) return undefined;
    return {
      confidence: "shape",
      how: text("Its name begins with {0} and its value is a UUID, as {1} writes it.", "redlock:", "RedLock.net"),
    };
  },
  read: (name, [entry]) => readString(name, entry),
};

/** Spring's RedisLockRegistry: `<registry>:<key>` with the UUID of the JVM's registry. */
export const spring: Convention = {
  id: "spring",
  title: verbatim("Spring RedisLockRegistry"),
  quorum: false,
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(name, [entry]) {
    if (!name.includes(":") || !UUID.test(whole(entry) ?? "")) return undefined;
    if (entry?.type !== "string" || entry.ttl === null) return undefined;
    return {
      confidence: "guess",
      how: text(
        "Its name is <registry>:<key> and its value is a UUID that expires, as {0} writes it; others may do so too.",
        "Spring RedisLockRegistry",
      ),
    };
  },
  read(name, [entry]): Reading {
    const reading = readString(name, entry, (value) => (UUID.test(value) ? [{ part: "uuid", value }] : []));
    if (reading.state !== "held") return reading;
    return {
      ...reading,
      facts: [text("The UUID belongs to the registry of one JVM; which of its threads holds the lock cannot be seen.")],
      ...(reading.act ? { act: { ...reading.act, wake: wakesOf(name) } } : {}),
    };
  },
};

/**
 * Until version 6 all waiters of a registry listen to one channel, since 7 to one for each lock. The registry's name may
 * have a colon too: each part that it could be is told; a channel nobody listens to is nothing.
 */
function wakesOf(name: string) {
  const wakes = [];
  for (let at = name.indexOf(":"); at > 0 && wakes.length < 8; at = name.indexOf(":", at + 1)) {
    const channel = `${name.slice(0, at)}-channel`;
    for (const heard of [channel, `${channel}:${name}`]) {
      wakes.push({ how: "publish", channel: bytesOfBinary(heard), message: bytesOfBinary(name) } as const);
    }
  }
  return wakes;
}

/** Upstash's lock: the id as given, with a UUID that expires with its lease. */
export const upstash: Convention = {
  id: "upstash",
  title: verbatim("Upstash lock"),
  quorum: false,
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(name, [entry]) {
    if (!UUID.test(whole(entry) ?? "") || entry?.type !== "string" || entry.ttl === null) return undefined;
    // A bare UUID is what sessions hold too: the name has to speak of a lock.
    if (!/lock|mutex|lease/i.test(name)) return undefined;
    return {
      confidence: "guess",
      how: text("The value is a UUID that expires, as {0} writes it; others may do so too.", "Upstash lock"),
    };
  },
  read: (name, [entry]) => readString(name, entry, (value) => (UUID.test(value) ? [{ part: "uuid", value }] : [])),
};
