import { shown } from "../../../core/bytes";
import { type Reader, render } from "../../../core/render";
import { count, duration, text } from "../../../core/text";
import { type GroupLag, type LagSnapshot, VERDICTS } from "../../../lag/snapshot";
import type { Cell, Row } from "../../../panel/protocol";
import type { Table } from "../kind";
import { pacer } from "../pacer";
import { groupLag, members, NONE, problemWord, rate, timeLag, timeLagMethod } from "./figures";
import { groupFacets, topicsOf } from "./group-facets";
import { inTrouble, VERDICT_TONES, VERDICT_WORDS } from "./verdict-words";

/** Points of a row's line: more could not be told apart. */
const SPARK = 60;

/** All rows of the panel, worst first, and what they can be narrowed by: without what only a row in sight shows. */
export async function groupTable(
  snapshot: LagSnapshot,
  reader: Reader,
  actions: (group: string) => readonly string[],
): Promise<Table> {
  const { groups, takenAt, missing } = snapshot;
  const rows: Row[] = [];
  const pause = pacer();
  for (const group of groups) {
    rows.push(groupRow(group, reader, actions(group.sample.id), false));
    await pause();
  }
  const trouble = groups.filter(({ verdict }) => inTrouble(verdict.state)).length;
  return {
    rows,
    facets: groupFacets(groups, reader),
    takenAt,
    summary: render(text("Groups: {0}, in trouble: {1}", count(groups.length), count(trouble)), reader),
    missing: missing.map(({ what, why }) => ({ text: render(text("{0}: {1}", what, why), reader), tone: "warning" })),
  };
}

/** @param closely with the line of its lag and with tooltips */
export function groupRow(group: GroupLag, reader: Reader, actions: readonly string[], closely: boolean): Row {
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
        ...(closely ? { title: render(verdict.text, reader) } : {}),
        sort: VERDICTS.indexOf(verdict.state),
      },
      lag: lagCell(group, reader),
      timeLag: timeLagCell(group, reader),
      trend: trendCell(group, reader, closely),
      in: rateCell(group.rates.in, reader),
      out: rateCell(group.rates.out, reader),
      eta: etaCell(group, reader),
      state: stateCell(group, reader),
      type: sample.type ?? muted(render(text("unknown"), reader)),
      topics: {
        text: render(count(topics.length), reader),
        sort: topics.length,
        ...(closely && topics.length ? { title: clipped(topics) } : {}),
      },
      members: { text: render(members(sample), reader), ...(sample.members ? { sort: sample.members.length } : {}) },
    },
    search: [sample.id, ...(sample.members ?? []).map(({ clientId, host }) => `${clientId} ${host}`)].join("\n"),
    facets: { verdict: [verdict.state], type: [sample.type ?? ""], topic: topics },
    actions,
  };
}

/** As the tree writes it: a name must not disguise itself, and an empty one is seen. */
export const groupName = (id: string): string => (id === "" ? '""' : shown(id));

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

function trendCell({ trend }: GroupLag, reader: Reader, closely: boolean): Cell {
  const points = trend.slice(-SPARK);
  const [first, last] = [points[0], points.at(-1)];
  const known = points.filter((point) => point.lag !== null);
  if (!first || !last || known.length < 2) return muted(render(NONE, reader));
  const [from, to] = [known[0]?.lag ?? 0, known.at(-1)?.lag ?? 0];
  if (!closely) return { kind: "spark", values: [], title: "", sort: to - from };
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
