import { text, verbatim } from "../../core/text";
import type { Convention } from "../convention";
import { readString } from "../shapes";

const NAME = /^(.+):([^:]+):([^:]+):lock$/s;
const TOKEN = /^[0-9a-f]{8}-[0-9a-f-]{27}:\d+$/;

/** BullMQ: a lock for each active job, `<prefix>:<queue>:<job>:lock`, renewed by its worker. */
export const bullmq: Convention = {
  id: "bullmq",
  title: verbatim("BullMQ"),
  quorum: false,
  lockOf: (name) => (NAME.test(name) ? name : undefined),
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(name, [entry]) {
    if (!NAME.test(name) || entry?.type !== "string" || entry.length > 200) return undefined;
    const own = TOKEN.test(Buffer.from(entry.value).toString("latin1"));
    if (!own && !name.startsWith("bull:") && !name.startsWith("{bull")) return undefined;
    return {
      confidence: own ? "shape" : "guess",
      how: own
        ? text(
            "It is named like a job lock, and its value is a worker's UUID and a counter, as {0} writes it.",
            "BullMQ",
          )
        : text("It is named like a job lock of {0}.", "BullMQ"),
    };
  },
  read(name, [entry]) {
    const job = NAME.exec(name)?.[3];
    const reading = readString(name, entry, (value) => [
      ...(job === undefined ? [] : ([{ part: "job", value: job }] as const)),
      ...(TOKEN.test(value) ? ([{ part: "uuid", value: value.slice(0, value.lastIndexOf(":")) }] as const) : []),
    ]);
    if (reading.state !== "held") return reading;
    return {
      ...reading,
      facts: [text("If the lock expires while the job is active, the job counts as stalled and runs again.")],
    };
  },
};
