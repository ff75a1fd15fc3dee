import { text, verbatim } from "../../core/text";
import { binary } from "../bytes";
import type { Convention, Reading } from "../convention";
import { FREE, type HashEntry, holder, notShaped, otherThing, shownToken } from "../shapes";
import type { Holder } from "../snapshot";

const NAME = /^(.*uniquejobs:[0-9a-f]{16,128}(?::RUN)?)(?::(?:QUEUED|PRIMED|LOCKED|INFO))?$/s;

/** sidekiq-unique-jobs: the jobs that hold the digest in the hash `<digest>:LOCKED`, those that wait in `<digest>:QUEUED`. */
export const sidekiqUniqueJobs: Convention = {
  id: "sidekiq-unique-jobs",
  title: verbatim("sidekiq-unique-jobs"),
  quorum: false,
  lockOf: (name) => NAME.exec(name)?.[1],
  reads: (name) => ({
    entries: [
      { key: `${name}:LOCKED`, as: "hash" },
      { key: `${name}:QUEUED`, as: "list" },
      { key: `${name}:PRIMED`, as: "list" },
    ],
  }),
  recognise(name, [locked]) {
    if (!NAME.test(name) || locked?.type !== "hash" || !jobsOf(locked)) return undefined;
    return {
      confidence: "shape",
      how: text(
        "Its name is uniquejobs: and a digest, with a hash of jobs next to it, as {0} writes it.",
        "sidekiq-unique-jobs",
      ),
    };
  },
  read(name, [locked, queued, primed]): Reading {
    if (!locked || locked.type === "none") return FREE;
    const holders = locked.type === "hash" ? jobsOf(locked) : undefined;
    if (locked.type !== "hash" || !holders) return notShaped(otherThing(locked));
    const items = [primed, queued].flatMap((list) => (list?.type === "list" ? list.items : []));
    const count = [primed, queued].reduce((sum, list) => sum + (list?.type === "list" ? list.length : 0), 0);
    return {
      state: "held",
      holders,
      token: holders
        .map(({ id }) => id)
        .sort()
        .join(" "),
      ttl: locked.ttl,
      endless: true,
      acquiredCount: locked.length,
      waiters: count
        ? { count, exact: true, order: items.map((item) => ({ id: holder(binary(item)).id })) }
        : "unknown",
      facts: [
        text("Jobs that hold it: {0} (HGETALL {1}).", locked.length, shownToken(`${name}:LOCKED`)),
        ...(locked.ttl === null
          ? [text("It has no time to live by design; the library's reaper removes orphans.")]
          : []),
      ],
    };
  },
};

/** Job id → seconds since 1970 with a fraction. */
function jobsOf(entry: HashEntry): readonly Holder[] | undefined {
  const holders = entry.fields.map(([field, value]) => {
    const id = binary(field);
    const since = Number(binary(value)) * 1000;
    if (!/^[0-9A-Za-z-]{8,64}$/.test(id) || !(since > 1e12 && since < 1e14)) return undefined;
    return holder(id, [
      { part: "job", value: id },
      { part: "since", value: Math.round(since) },
    ]);
  });
  return holders.length && holders.every((one) => one !== undefined) ? holders : undefined;
}
