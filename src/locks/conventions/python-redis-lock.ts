import { text, verbatim } from "../../core/text";
import { bytesOfBinary } from "../bytes";
import type { Convention, Reading } from "../convention";
import { readString, shownToken, whole } from "../shapes";

const PREFIX = "lock:";
const signalOf = (name: string): string => `lock-signal:${name.slice(PREFIX.length)}`;

/** python-redis-lock: `lock:<name>` with 18 random bytes in base64; those who wait block on the list `lock-signal:<name>`. */
export const pythonRedisLock: Convention = {
  id: "python-redis-lock",
  title: verbatim("python-redis-lock"),
  quorum: false,
  lockOf: (name) => (name.startsWith(PREFIX) ? name : undefined),
  reads: (name) => ({
    entries: [
      { key: name, as: "string" },
      { key: signalOf(name), as: "list", most: 1 },
    ],
  }),
  recognise(name, [entry]) {
    const value = whole(entry);
    if (!name.startsWith(PREFIX) || value === undefined || !/^[A-Za-z0-9+/]{24}$/.test(value)) return undefined;
    return {
      confidence: "shape",
      how: text(
        "Its name begins with {0} and its value is 18 bytes in base64, as {1} writes it.",
        PREFIX,
        "python-redis-lock",
      ),
    };
  },
  read(name, [entry]): Reading {
    const reading = readString(name, entry);
    if (reading.state !== "held") return reading;
    const wake = { how: "push", key: bytesOfBinary(signalOf(name)), item: bytesOfBinary("1"), ttl: 1000 } as const;
    return {
      ...reading,
      facts: [
        text(
          "Waiters block in BLPOP on {0}; CLIENT LIST shows them, but not on which list.",
          shownToken(signalOf(name)),
        ),
      ],
      ...(reading.act ? { act: { ...reading.act, wake: [wake] } } : {}),
    };
  },
};
