import { shown } from "../../../core/bytes";
import { type Reader, render } from "../../../core/render";
import { count, type Text, text } from "../../../core/text";
import { type GroupLag, type PartitionLag, VERDICTS } from "../../../lag/snapshot";
import type { Cell, Column, Row, Section } from "../../../panel/protocol";
import { groupBy } from "../group-by";
import { NONE, offset, partitionLag, rate, timeLag, timeLagMethod } from "./figures";
import { barCell } from "./partition-bar";
import { VERDICT_TONES, VERDICT_WORDS } from "./verdict-words";

/** Topics, and below each its partitions: one bar and all offsets each. */
export function partitionTable(group: GroupLag, reader: Reader): Section {
  const said = (sentence: Text): string => render(sentence, reader);
  const end = (id: string, label: Text, minWidth: number): Column => ({
    id,
    label: said(label),
    align: "end",
    minWidth,
    sortable: true,
  });
  return {
    kind: "table",
    id: "partitions",
    title: said(text("Topics and Partitions")),
    columns: [
      { id: "partition", label: said(text("Partition")), grow: 2, minWidth: 90, sortable: true },
      { id: "verdict", label: said(text("Verdict")), grow: 1, minWidth: 140, sortable: true },
      end("lag", text("Lag"), 70),
      {
        id: "bar",
        label: said(text("Log")),
        help: said(text("From the start of the log to its end: committed, last stable.")),
        grow: 3,
        minWidth: 120,
      },
      end("committed", text("Committed"), 80),
      end("end", text("End"), 80),
      end("timeLag", text("Time Lag"), 80),
      end("in", text("In"), 60),
      end("out", text("Out"), 60),
      { id: "owner", label: said(text("Owner")), grow: 2, minWidth: 110, sortable: true },
      end("logStart", text("Log Start"), 80),
      end("lastStable", text("Last Stable"), 80),
    ],
    rows: topicRows(group, reader),
    empty: said(text("The group has no committed offsets and no assigned partitions.")),
  };
}

function topicRows(group: GroupLag, reader: Reader): Row[] {
  const byTopic = groupBy(group.partitions, (partition) => partition.sample.topic);
  const owners = new Map((group.sample.members ?? []).map((member) => [member.id, member]));
  return [...byTopic].flatMap(([topic, partitions]) => [
    topicRow(topic, partitions, reader),
    ...partitions.map((partition) => partitionRow(partition, owners.get(partition.sample.member ?? ""), reader)),
  ]);
}

const topicId = (topic: string): string => `topic ${topic}`;

function topicRow(topic: string, partitions: readonly PartitionLag[], reader: Reader): Row {
  const known = partitions.filter(({ sample }) => sample.lag !== undefined);
  const total = known.reduce((sum, { sample }) => sum + (sample.lag ?? 0n), 0n);
  const complete = partitions.every(({ sample }) => sample.lag !== undefined || !sample.problem);
  const worst = [...partitions].sort(
    (one, other) => VERDICTS.indexOf(one.verdict.state) - VERDICTS.indexOf(other.verdict.state),
  )[0];
  const lag = known.length === 0 ? NONE : complete ? count(total) : text("≥ {0}", count(total));
  return {
    id: topicId(topic),
    cells: {
      partition: { text: shown(topic), title: render(text("Partitions: {0}", count(partitions.length)), reader) },
      ...(worst ? { verdict: verdictCell(worst, reader) } : {}),
      lag: { text: render(lag, reader), ...(known.length ? { sort: total.toString() } : { tone: "muted" }) },
    },
  };
}

function partitionRow(
  partition: PartitionLag,
  owner: { readonly clientId: string; readonly host: string } | undefined,
  reader: Reader,
): Row {
  const { sample, rates, timeLag: waited, hot } = partition;
  const offsets = (value: bigint | undefined): Cell => figure(offset(value, sample), value?.toString(), reader);
  const name = sample.partition.toString();
  const bar = barCell(sample, reader);
  return {
    id: `partition ${sample.topic} ${sample.partition}`,
    parent: topicId(sample.topic),
    cells: {
      partition: {
        text: hot ? render(text("{0} · hot", name), reader) : name,
        sort: sample.partition,
        ...(hot
          ? {
              tone: "warning",
              title: render(text("It carries much more of the group's lag or load than the other partitions."), reader),
            }
          : {}),
      },
      verdict: verdictCell(partition, reader),
      lag: {
        ...figure(partitionLag(sample), sample.lag?.toString(), reader),
        ...(sample.problem ? { title: render(sample.problem.why, reader) } : {}),
      },
      ...(bar ? { bar } : {}),
      committed: offsets(sample.committed),
      end: offsets(sample.end),
      logStart: offsets(sample.logStart),
      lastStable: offsets(sample.lastStable),
      timeLag: waited
        ? {
            text: render(timeLag(waited), reader),
            sort: Math.round(waited.ms),
            title: render(timeLagMethod(waited), reader),
          }
        : figure(NONE, undefined, reader),
      in: figure(rate(rates.in), rates.in, reader),
      out: figure(rate(rates.out), rates.out, reader),
      owner:
        sample.member === undefined
          ? figure(NONE, undefined, reader)
          : {
              text: owner ? `${shown(owner.clientId)} ${shown(owner.host)}` : shown(sample.member),
              title: shown(sample.member),
            },
    },
  };
}

const verdictCell = ({ verdict }: PartitionLag, reader: Reader): Cell => ({
  text: render(VERDICT_WORDS[verdict.state], reader),
  tone: VERDICT_TONES[verdict.state],
  badge: true,
  title: render(verdict.text, reader),
  sort: VERDICTS.indexOf(verdict.state),
});

interface Figure {
  readonly text: string;
  readonly sort?: string | number;
  readonly tone?: "muted";
}

const figure = (said: Text, sort: string | number | undefined, reader: Reader): Figure => ({
  text: render(said, reader),
  ...(sort === undefined ? { tone: "muted" } : { sort }),
});
