import { shown } from "../../../core/bytes";
import { type Reader, render } from "../../../core/render";
import { count, duration, text } from "../../../core/text";
import { type GroupLag, type LagSnapshot, VERDICTS } from "../../../lag/snapshot";
import type { Cell, Facet, Row } from "../../../panel/protocol";
import type { Table } from "../kind";
import { groupLag, members, NONE, problemWord, rate, timeLag, timeLagMethod } from "./figures";
import { inTrouble, VERDICT_TONES, VERDICT_WORDS } from "./verdict-words";

/** Points of a row's line: more could not be told apart. */
const SPARK = 60;

/** All rows of the panel, worst first, with what they can be narrowed by. */
export function groupTable(
  snapshot: LagSnapshot,
  reader: Reader,
  actions: (group: string) => readonly string[],
): Table {
  const { groups, takenAt, missing } = snapshot;
  const trouble = groups.filter(({ verdict }) => inTrouble(verdict.state)).length;
  return {
    rows: groups.map((group) => groupRow(group, reader, actions(group.sample.id))),
    facets: facets(groups, reader),
    takenAt,
    summary: render(text("Groups: {0}, in trouble: {1}", count(groups.length), count(trouble)), reader),
    missing: missing.map(({ what, why }) => ({ text: render(text("{0}: {1}", what, why), reader), tone: "warning" })),
  };
}

export function groupRow(group: GroupLag, reader: Reader, actions: readonly string[]): Row {
  const { sample, verdict } = group;
  const topics = topicsOf(group);
  return {
    id: sample.id,
    cells: {
      group: groupName(sample.id),
      verdict: {
        text: render(VERDICT_WORDS[verdict.state], reader),
        tone: VERDICT_TONES[verdict.state],
        badge: true,
        title: render(verdict.text, reader),
        sort: VERDICTS.indexOf(verdict.state),
      },
      lag: lagCell(group, reader),
      timeLag: timeLagCell(group, reader),
      trend: trendCell(group, reader),
      in: rateCell(group.rates.in, reader),
      out: rateCell(group.rates.out, reader),
      eta: etaCell(group, reader),
      state: stateCell(group, reader),
      type: sample.type ?? muted(render(text("unknown"), reader)),
      topics: {
        text: render(count(topics.length), reader),
        sort: topics.length,
        ...(topics.length ? { title: clipped(topics) } : {}),
      },
      members: { text: render(members(sample), reader), ...(sample.members ? { sort: sample.members.length } : {}) },
    },
    search: [sample.id, ...topics, ...(sample.members ?? []).map(({ clientId, host }) => `${clientId} ${host}`)].join(
      "\n",
    ),
    facets: { verdict: [verdict.state], type: [sample.type ?? ""], topic: topics },
    actions,
  };
}

/** As the tree writes it: a name must not disguise itself, and an empty one is seen. */
export const groupName = (id: string): string => (id === "" ? '""' : shown(id));

export const topicsOf = ({ partitions }: GroupLag): string[] => [
  ...new Set(partitions.map((partition) => partition.sample.topic)),
];

function lagCell(group: GroupLag, reader: Reader): Cell {
  const known = group.partitions.some((partition) => partition.sample.lag !== undefined);
  const why = group.sample.problem?.why;
  return {
    text: render(groupLag(group), reader),
    ...(known ? { sort: group.lag.total.toString() } : { tone: "muted" }),
    ...(why ? { title: render(why, reader) } : {}),
  };
}

function timeLagCell({ timeLag: lag }: GroupLag, reader: Reader): Cell {
  if (!lag) return muted(render(NONE, reader));
  return { text: render(timeLag(lag), reader), sort: Math.round(lag.ms), title: render(timeLagMethod(lag), reader) };
}

function rateCell(perSecond: number | undefined, reader: Reader): Cell {
  const said = render(rate(perSecond), reader);
  return perSecond === undefined ? muted(said) : { text: said, sort: perSecond };
}

function trendCell({ trend }: GroupLag, reader: Reader): Cell {
  const points = trend.slice(-SPARK);
  const [first, last] = [points[0], points.at(-1)];
  const known = points.filter((point) => point.lag !== null);
  if (!first || !last || known.length < 2) return muted(render(NONE, reader));
  const [from, to] = [known[0]?.lag ?? 0, known.at(-1)?.lag ?? 0];
  return {
    kind: "spark",
    values: points.map((point) => point.lag),
    title: render(text("Lag over {0}: from {1} to {2}", duration(last.at - first.at), count(from), count(to)), reader),
    sort: to - from,
  };
}

/** A near loss goes before everything; otherwise when it will have caught up, or how long the records are kept. */
function etaCell({ verdict: { eta, lossIn, warning } }: GroupLag, reader: Reader): Cell {
  const loss = lossIn === undefined ? undefined : render(text("loss in {0}", duration(lossIn)), reader);
  if (loss && warning) return { text: loss, tone: "error", sort: -1, title: render(warning, reader) };
  if (eta !== undefined) return { text: render(duration(eta), reader), sort: Math.round(eta) };
  return loss ? muted(loss) : muted(render(NONE, reader));
}

function stateCell({ sample: { state, problem } }: GroupLag, reader: Reader): Cell {
  if (state) return state;
  if (problem)
    return { text: render(problemWord(problem), reader), tone: "warning", title: render(problem.why, reader) };
  return muted(render(text("unknown"), reader));
}

const muted = (said: string): Cell => ({ text: said, tone: "muted" });

const NAMES = 20;
const clipped = (names: readonly string[]): string =>
  names.length > NAMES ? `${names.slice(0, NAMES).join("\n")}\n…` : names.join("\n");

function facets(groups: readonly GroupLag[], reader: Reader): Facet[] {
  const counted = (values: (group: GroupLag) => readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const group of groups) for (const value of values(group)) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };
  const verdicts = counted(({ verdict }) => [verdict.state]);
  const types = counted(({ sample }) => [sample.type ?? ""]);
  const topics = counted(topicsOf);
  const byName = (counts: Map<string, number>) => [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    {
      id: "verdict",
      label: render(text("Verdict"), reader),
      options: VERDICTS.filter((state) => verdicts.has(state)).map((state) => ({
        value: state,
        label: render(VERDICT_WORDS[state], reader),
        count: verdicts.get(state) ?? 0,
        tone: VERDICT_TONES[state],
      })),
    },
    {
      id: "type",
      label: render(text("Type"), reader),
      options: byName(types).map(([value, number]) => ({
        value,
        label: value || render(text("unknown"), reader),
        count: number,
      })),
    },
    {
      id: "topic",
      label: render(text("Topic"), reader),
      options: byName(topics).map(([value, number]) => ({ value, label: value, count: number })),
    },
  ];
}
