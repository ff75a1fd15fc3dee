import { shown } from "../../../core/bytes";
import type { MemberSample } from "../../../core/lag-source";
import { type Reader, render } from "../../../core/render";
import { count, duration, type Text, text, verbatim } from "../../../core/text";
import type { GroupLag, LagSnapshot } from "../../../lag/snapshot";
import type { Row, Section, Sentence } from "../../../panel/protocol";
import type { Details } from "../kind";
import { groupLag, members, NONE, rate, timeLag, timeLagMethod } from "./figures";
import { groupName } from "./group-rows";
import { lagChart } from "./lag-chart";
import { partitionTable } from "./partition-table";
import { VERDICT_TONES } from "./verdict-words";

/** Sentences on single partitions at most: the table below has all of them. */
const SENTENCES = 10;

export function groupDetails(
  { groups }: LagSnapshot,
  id: string,
  reader: Reader,
  actions: readonly string[],
): Details | undefined {
  const group = groups.find((candidate) => candidate.sample.id === id);
  if (!group) return undefined;
  const chart = lagChart(group, reader);
  return {
    title: groupName(id),
    sections: [
      verdictSection(group, reader),
      factsSection(group, reader),
      ...(chart ? [chart] : []),
      partitionTable(group, reader),
      memberSection(group, reader),
      inputsSection(group, reader),
    ],
    actions,
  };
}

function verdictSection({ verdict, partitions, sample }: GroupLag, reader: Reader): Section {
  const line = (said: Text, tone?: Sentence["tone"]): Sentence => ({
    text: render(said, reader),
    ...(tone ? { tone } : {}),
  });
  const others = partitions
    .map((partition) => partition.verdict)
    .filter((other) => other.warning || !["OK", "TXN_TAIL"].includes(other.state))
    .filter((other) => other.topic !== verdict.topic || other.partition !== verdict.partition);
  const rest = others.length - SENTENCES;
  return {
    kind: "sentences",
    id: "verdict",
    title: render(text("Verdict"), reader),
    lines: [
      line(verdict.text, VERDICT_TONES[verdict.state]),
      line(text("Rule: {0}", verdict.rule), "muted"),
      ...(verdict.warning ? [line(verdict.warning, "error")] : []),
      ...(sample.problem ? [line(sample.problem.why, "warning")] : []),
      ...others
        .slice(0, SENTENCES)
        .flatMap((other) => [
          line(other.text, VERDICT_TONES[other.state]),
          ...(other.warning ? [line(other.warning, "error")] : []),
        ]),
      ...(rest > 0 ? [line(text("Other partitions that are not OK: {0}", count(rest)), "muted")] : []),
    ],
  };
}

/** Inputs of the Rule, by the names that the exports use, too. */
function inputsSection({ verdict }: GroupLag, reader: Reader): Section {
  return {
    kind: "facts",
    id: "inputs",
    title: render(text("Inputs of the Rule"), reader),
    facts: Object.entries(verdict.inputs).map(([label, value]) => ({ label, value: written(value) })),
  };
}

/** As the exports have it, with three digits behind the point. */
const written = (value: string | number | boolean | null): string =>
  value === null ? "–" : String(typeof value === "number" ? Number(value.toFixed(3)) : value);

function factsSection(group: GroupLag, reader: Reader): Section {
  const { sample, verdict, rates } = group;
  const facts: [Text, Text][] = [
    [text("Lag"), groupLag(group)],
    [text("Time lag"), timeLag(group.timeLag)],
    ...(group.timeLag ? [[text("Method"), timeLagMethod(group.timeLag)] satisfies [Text, Text]] : []),
    [text("Written"), rate(rates.in)],
    [text("Committed"), rate(rates.out)],
    [text("Caught up in"), verdict.eta === undefined ? NONE : duration(verdict.eta)],
    ...(verdict.lossIn === undefined
      ? []
      : [[text("Unread records are deleted in"), duration(verdict.lossIn)] satisfies [Text, Text]]),
    [text("State"), sample.state ? verbatim(sample.state) : text("unknown")],
    [text("Type"), sample.type ? verbatim(sample.type) : text("unknown")],
    [text("Members"), members(sample)],
  ];
  return {
    kind: "facts",
    id: "facts",
    facts: facts.map(([label, value]) => ({ label: render(label, reader), value: render(value, reader) })),
  };
}

function memberSection({ sample }: GroupLag, reader: Reader): Section {
  const said = (sentence: Text): string => render(sentence, reader);
  const nobody = sample.members || sample.phase === "empty" || sample.phase === "dead";
  return {
    kind: "table",
    id: "members",
    title: said(text("Members")),
    columns: [
      { id: "client", label: said(text("Client")), grow: 2, minWidth: 120, sortable: true },
      { id: "host", label: said(text("Host")), grow: 1, minWidth: 90, sortable: true },
      { id: "count", label: said(text("Partitions")), align: "end", minWidth: 70, sortable: true },
      { id: "assigned", label: said(text("Assigned")), grow: 3, minWidth: 120 },
      { id: "member", label: said(text("Member")), grow: 3, minWidth: 120, sortable: true },
    ],
    rows: (sample.members ?? []).map((member) => memberRow(member, reader)),
    empty: nobody ? said(text("The group has no members.")) : said(text("The members are unknown.")),
  };
}

function memberRow({ id, instanceId, clientId, host, assigned }: MemberSample, reader: Reader): Row {
  const number = assigned?.reduce((sum, { partitions }) => sum + partitions.length, 0);
  const ranges = assigned?.map(({ topic, partitions }) => `${topic} ${spans(partitions)}`).join(", ");
  return {
    id,
    cells: {
      client: instanceId === undefined ? shown(clientId) : `${shown(clientId)} (${shown(instanceId)})`,
      host: shown(host),
      count:
        number === undefined
          ? { text: render(NONE, reader), tone: "muted" }
          : { text: render(count(number), reader), sort: number, ...(number === 0 ? { tone: "muted" } : {}) },
      assigned: ranges ?? { text: render(text("unknown"), reader), tone: "muted" },
      member: shown(id),
    },
  };
}

/** 0, 1, 2, 5 → "0–2, 5" */
export function spans(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((one, other) => one - other);
  const written: string[] = [];
  for (let begin = 0; begin < sorted.length; ) {
    let end = begin;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end++;
    written.push(end > begin ? `${sorted[begin]}–${sorted[end]}` : `${sorted[begin]}`);
    begin = end + 1;
  }
  return written.join(", ");
}
