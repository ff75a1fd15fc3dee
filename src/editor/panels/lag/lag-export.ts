import type { ApiGroupLag, ApiLag, ApiPartitionLag } from "../../../api";
import { english, render } from "../../../core/render";
import type { GroupLag, LagSnapshot, PartitionLag } from "../../../lag/snapshot";
import type { Field, Records } from "../kind";

/** A snapshot for programs: English words, offsets as decimal strings, null where there is none. */
export function apiLag({ takenAt, groups, missing }: LagSnapshot, wanted?: ReadonlySet<string>): ApiLag {
  const reader = english();
  const chosen = wanted ? groups.filter(({ sample }) => wanted.has(sample.id)) : groups;
  return {
    takenAt,
    groups: chosen.map(apiGroup),
    missing: missing.map(({ what, why }) => ({ what: render(what, reader), why: render(why, reader) })),
  };
}

function apiGroup({ sample, verdict, lag, partitions }: GroupLag): ApiGroupLag {
  const reader = english();
  const known =
    partitions.length === 0 ? lag.complete && !sample.problem : partitions.some((one) => one.sample.lag !== undefined);
  return {
    group: sample.id,
    type: sample.type ?? null,
    state: sample.state ?? null,
    verdict: {
      state: verdict.state,
      rule: render(verdict.rule, reader),
      inputs: verdict.inputs,
      text: render(verdict.text, reader),
    },
    lag: known ? lag.total.toString() : null,
    complete: lag.complete,
    partitions: partitions.map(apiPartition),
    ...(sample.problem ? { problem: { kind: sample.problem.kind, why: render(sample.problem.why, reader) } } : {}),
  };
}

function apiPartition({ sample, timeLag }: PartitionLag): ApiPartitionLag {
  const { topic, partition, member, problem } = sample;
  const digits = (value: bigint | undefined): string | null => value?.toString() ?? null;
  return {
    topic,
    partition,
    logStart: digits(sample.logStart),
    committed: digits(sample.committed),
    lastStable: digits(sample.lastStable),
    end: digits(sample.end),
    lag: digits(sample.lag),
    ...(timeLag ? { timeLag: { ms: Math.round(timeLag.ms), method: timeLag.method } } : {}),
    ...(member === undefined ? {} : { member }),
    ...(problem ? { problem: { kind: problem.kind, why: render(problem.why, english()) } } : {}),
  };
}

const HEADER = [
  "group",
  "type",
  "state",
  "verdict",
  "topic",
  "partition",
  "partition_verdict",
  "log_start",
  "committed",
  "last_stable",
  "end",
  "lag",
  "time_lag_ms",
  "time_lag_method",
  "member",
  "client_id",
  "host",
  "problem",
];

/** What the panel copies and exports of some groups: a line for each partition; JSON as the exports have it. */
export function lagRecords(snapshot: LagSnapshot, rows: readonly string[]): Records {
  const byId = new Map(snapshot.groups.map((group) => [group.sample.id, group]));
  const chosen = rows.map((id) => byId.get(id)).filter((group) => group !== undefined);
  return {
    header: HEADER,
    lines: chosen.flatMap(groupLines),
    json: apiLag({ ...snapshot, groups: chosen }),
  };
}

function groupLines({ sample, verdict, partitions }: GroupLag): Field[][] {
  const begin: Field[] = [sample.id, sample.type, sample.state, verdict.state];
  const members = new Map((sample.members ?? []).map((member) => [member.id, member]));
  // A group of which nothing is known is still a group.
  if (partitions.length === 0)
    return [[...begin, ...HEADER.slice(begin.length + 1).map(() => null), sample.problem?.kind]];
  return partitions.map(({ sample: partition, verdict: judged, timeLag }) => {
    const owner = members.get(partition.member ?? "");
    return [
      ...begin,
      partition.topic,
      partition.partition,
      judged.state,
      partition.logStart,
      partition.committed,
      partition.lastStable,
      partition.end,
      partition.lag,
      timeLag && Math.round(timeLag.ms),
      timeLag?.method,
      partition.member,
      owner?.clientId,
      owner?.host,
      partition.problem?.kind ?? sample.problem?.kind,
    ];
  });
}
