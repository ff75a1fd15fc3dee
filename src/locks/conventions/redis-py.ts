import { text, verbatim } from "../../core/text";
import type { Convention } from "../convention";
import { isUuid1, readString, timeOfUuid1, whole } from "../shapes";

/** redis-py's Lock: uuid1 in hexadecimal digits; without a `timeout` it never expires. */
export const redisPy: Convention = {
  id: "redis-py",
  title: verbatim("redis-py Lock"),
  quorum: false,
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(_, [entry]) {
    const value = whole(entry);
    if (value === undefined || !isUuid1(value)) return undefined;
    return {
      confidence: "shape",
      how: text("The value is a version 1 UUID in 32 hexadecimal digits, as {0} writes it.", "redis-py"),
    };
  },
  read: (name, [entry]) => readString(name, entry, uuid1Parts),
};

/** When the token was made, by the clock of the client, and the node that made it (usually a MAC address). */
function uuid1Parts(value: string) {
  const since = timeOfUuid1(value);
  return since === undefined ? [] : ([{ part: "since", value: since }] as const);
}

/** RedBeat's one lock: redis-py's, held by the scheduler that runs. */
export const redBeat: Convention = {
  ...redisPy,
  id: "redbeat",
  title: verbatim("RedBeat"),
  lockOf: (name) => (name.endsWith("redbeat::lock") ? name : undefined),
  recognise(name, [entry]) {
    if (!name.endsWith("redbeat::lock") || entry?.type !== "string") return undefined;
    return { confidence: "shape", how: text("RedBeat's scheduler always keeps its lock under this name.") };
  },
};
