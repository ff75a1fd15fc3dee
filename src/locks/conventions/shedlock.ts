import { text, verbatim } from "../../core/text";
import type { Convention } from "../convention";
import { readString, shownToken, whole } from "../shapes";
import type { HolderPart } from "../snapshot";

const VALUE = /^ADDED:(\d{4}-\d\d-\d\dT[0-9:.]+Z)@(.*?)(?::([0-9a-f]{8}-[0-9a-f-]{27}))?$/s;

/**
 * ShedLock: `<prefix>:<environment>:<task>` with `ADDED:<time>@<host>:<uuid>`; shortened to lockAtLeastFor at the end.
 * Older versions have no UUID, and write the value anew then, with the time of the end.
 */
export const shedLock: Convention = {
  id: "shedlock",
  title: verbatim("ShedLock"),
  quorum: false,
  lockOf: (name) => (name.startsWith("job-lock:") ? name : undefined),
  reads: (name) => ({ entries: [{ key: name, as: "string" }] }),
  recognise(_, [entry]) {
    if (!VALUE.test(whole(entry) ?? "")) return undefined;
    return {
      confidence: "shape",
      how: text("The value is ADDED: with a time, then @ and a host, as {0} writes it.", "ShedLock"),
    };
  },
  read(name, [entry]) {
    const reading = readString(name, entry, partsOf);
    if (reading.state !== "held") return reading;
    const [, , host, uuid] = VALUE.exec(reading.token) ?? [];
    const rewritten = host !== undefined && uuid === undefined;
    return {
      ...reading,
      cools: true,
      ...(rewritten ? { origin: host } : {}),
      facts: [
        text("Nobody waits for it: a run that finds it taken is skipped."),
        ...(rewritten
          ? [
              text(
                "Without a UUID, the time in the value is that of the start while the work goes on, and that of its end afterwards.",
              ),
            ]
          : []),
      ],
    };
  },
};

function partsOf(value: string): readonly HolderPart[] {
  const [, added = "", host = "", uuid] = VALUE.exec(value) ?? [];
  const since = Date.parse(added);
  return [
    ...(host ? ([{ part: "host", value: shownToken(host) }] as const) : []),
    ...(Number.isNaN(since) ? [] : ([{ part: "since", value: since }] as const)),
    ...(uuid ? ([{ part: "uuid", value: uuid }] as const) : []),
  ];
}
