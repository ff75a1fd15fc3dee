import {
  type Cell,
  type Choices,
  type Frame,
  type Row,
  type Section,
  type ToPanel,
  WORDS,
  type Words,
} from "../../src/panel/protocol";

const SAID: Partial<Words> = {
  rows: "Rows: {0}",
  rowsOf: "Rows: {0} of {1}",
  noRows: "There are no consumer groups.",
  noMatch: "Nothing matches the filter.",
  clearFilter: "Clear the Filter",
  waiting: "Waiting for the first answer…",
  live: "Live",
  paused: "Paused",
  backingOff: "Slowed Down",
  failed: "Failed",
  filter: "Filter",
  all: "All",
  pause: "Pause",
  goOn: "Resume",
  now: "Refresh Now",
  local: "Local",
  utc: "UTC",
  timeZone: "Times: {0}",
  nextIn: "next refresh in {0}",
  taken: "As of {0}",
  missing: "Missing: {0}",
  close: "Close",
  details: "Details",
  more: "More Actions",
  openRow: "Open",
  retry: "Try Again",
  sortBy: "Sort by {0}",
  lastGood: "Showing what was known at {0}.",
  copyCsv: "Copy as CSV",
  copyJson: "Copy as JSON",
  exportCsv: "Export as CSV…",
  exportJson: "Export as JSON…",
  chart: "Show as Chart",
  chartTable: "Show as Table",
  time: "Time",
  days: "{0} d",
  hours: "{0} h",
  minutes: "{0} min",
  seconds: "{0} s",
};

/** Each key in English, or as itself. */
export const words = Object.fromEntries(WORDS.map((key) => [key, SAID[key] ?? key])) as Words;

export const choices: Choices = { filter: "", facets: {}, intervalMs: 5000, paused: false, utc: true };

export const frame: Frame = {
  title: "Consumer Lag",
  columns: [
    { id: "group", label: "Group", grow: 4, minWidth: 140, sortable: true },
    { id: "verdict", label: "Verdict", grow: 2, minWidth: 130, sortable: true, help: "The assessment of the group." },
    { id: "lag", label: "Lag", align: "end", minWidth: 90, sortable: true },
    { id: "timeLag", label: "Time Lag", align: "end", minWidth: 90, sortable: true },
    { id: "trend", label: "Trend", grow: 2, minWidth: 90 },
    { id: "eta", label: "ETA", align: "end", minWidth: 90, sortable: true },
    { id: "state", label: "State", minWidth: 80 },
    { id: "topics", label: "Topics", align: "end", minWidth: 60, sortable: true },
  ],
  actions: [
    { id: "reveal", label: "Show in View", icon: "list-tree" },
    { id: "watch", label: "Watch This Consumer Group", icon: "eye" },
  ],
  intervals: [
    { ms: 1000, label: "1 s" },
    { ms: 5000, label: "5 s" },
    { ms: 60_000, label: "1 min" },
  ],
  words,
  locale: "en",
};

const VERDICTS = [
  { text: "Data Loss", tone: "error" },
  { text: "Stopped", tone: "error" },
  { text: "Stalled", tone: "error" },
  { text: "Falling Behind", tone: "warning" },
  { text: "Rebalancing", tone: "info" },
  { text: "No Commit", tone: "muted" },
  { text: "OK", tone: "ok" },
] as const;

const NAMES = ["orders-billing", "payments.settlement", "search-indexer", "fraud-scoring", "email-sender", "audit-log"];

/** The first few rows have the worse verdicts, as the host sends them. Nothing is random: pictures are the same each time. */
export function groupRow(index: number, round = 0): Row {
  const verdict = VERDICTS[Math.min(Math.floor(index / 3), VERDICTS.length - 1)] ?? VERDICTS[0];
  const inTrouble = verdict.tone === "error" || verdict.tone === "warning";
  const lag = inTrouble
    ? 9_007_199_254_740_993n / BigInt(index + 1) + BigInt(round)
    : BigInt((index * 37 + round) % 90);
  const values = Array.from({ length: 30 }, (_, at) =>
    at % 11 === 7 ? null : inTrouble ? at * (index + 2) + ((at * 7) % 13) : (at * index) % 17,
  );
  const cells: Record<string, Cell> = {
    group: `${NAMES[index % NAMES.length]}-${index}`,
    verdict: { text: verdict.text, tone: verdict.tone, badge: true, sort: index },
    lag: { text: lag.toLocaleString("en"), sort: lag.toString(), tone: inTrouble ? "error" : undefined },
    timeLag: inTrouble ? `${index + 1} h 5 min` : "1 s",
    trend: { kind: "spark", values, title: "Lag over 10 min" },
    state: { text: "Stable", tone: "muted" },
    topics: `${(index % 9) + 1}`,
  };
  if (verdict.tone === "error") cells.eta = { kind: "countdown", to: 4_000_000_000_000 + index, tone: "error" };
  return {
    id: `group-${index}`,
    cells,
    search: `topic-${index}\ntopic-shared`,
    facets: { state: [verdict.text], topic: [`topic-${index % 300}`] },
    tone: verdict.tone,
    actions: ["reveal", "watch"],
  };
}

export const groupRows = (count: number, round = 0): Row[] =>
  Array.from({ length: count }, (_, index) => groupRow(index, round));

type RowsMessage = Extract<ToPanel, { type: "rows" }>;

export function rowsMessage(rows: readonly Row[], more: Partial<RowsMessage> = {}): RowsMessage {
  return {
    type: "rows",
    whole: true,
    rows,
    gone: [],
    facets: [
      {
        id: "state",
        label: "Verdict",
        options: VERDICTS.map(({ text, tone }) => ({ value: text, label: text, tone, count: 3 })),
      },
      {
        id: "topic",
        label: "Topic",
        options: Array.from({ length: 300 }, (_, n) => ({ value: `topic-${n}`, label: `topic-${n}`, count: 7 })),
      },
    ],
    takenAt: TAKEN_AT,
    sentAt: Date.now(),
    summary: `${rows.length} consumer groups, 12 in trouble`,
    missing: [],
    ...more,
  };
}

export const TAKEN_AT = Date.UTC(2026, 10, 24, 12, 3, 5);

export function partitionSection(topics: number, partitions: number): Section {
  const rows: Row[] = [];
  for (let topic = 0; topic < topics; topic++) {
    rows.push({ id: `t${topic}`, cells: { name: `topic-${topic}`, lag: `${topic * 100}` } });
    for (let partition = 0; partition < partitions; partition++) {
      const committed = 0.2 + (partition % 7) / 10;
      rows.push({
        id: `t${topic}/${partition}`,
        parent: `t${topic}`,
        cells: {
          name: `${partition}`,
          lag: `${partition * 17}`,
          offsets: {
            kind: "bar",
            title: `log start 0 · committed ${partition} · last stable 90 · end 100`,
            marks: [
              { at: 0, label: "log start 0", legend: "log start", shape: "start" },
              { at: committed, label: `committed ${partition}`, legend: "committed", shape: "dot" },
              { at: 0.93, label: "last stable 90", legend: "last stable", shape: "ring" },
              { at: 1, label: "end 100", legend: "end", shape: "end" },
            ],
            fill: [committed, 1],
            tone: partition % 7 > 5 ? "ok" : "warning",
          },
          owner: `consumer-${partition % 3} (10.0.0.${partition % 3})`,
        },
      });
    }
  }
  return {
    kind: "table",
    id: "partitions",
    title: "Partitions",
    columns: [
      { id: "name", label: "Topic, Partition", grow: 2, minWidth: 110, sortable: true },
      { id: "offsets", label: "Offsets", grow: 4, minWidth: 120 },
      { id: "lag", label: "Lag", align: "end", minWidth: 60, sortable: true },
      { id: "owner", label: "Member", grow: 2, minWidth: 100 },
    ],
    rows,
  };
}

export function detailsMessage(row: string, more: readonly Section[] = []): ToPanel {
  const times = Array.from({ length: 60 }, (_, at) => TAKEN_AT - (60 - at) * 10_000);
  return {
    type: "details",
    row,
    title: "orders-billing-0",
    actions: ["reveal", "watch"],
    sections: [
      {
        kind: "sentences",
        id: "why",
        lines: [
          {
            tone: "error",
            text: "Unread records of orders/3 are deleted in 42 min: retention is 7 d, and the next record is 6 d 23 h old.",
          },
          {
            tone: "warning",
            text: "Nothing was committed for 5 min although a member owns the partition and records wait.",
          },
          { text: "Check with: kafka-consumer-groups --describe --group orders-billing-0" },
        ],
      },
      {
        kind: "facts",
        id: "facts",
        title: "Group",
        facts: [
          { label: "State", value: "Stable" },
          { label: "Protocol", value: "classic, range" },
          { label: "Coordinator", value: "broker 2 at localhost:9093" },
        ],
      },
      {
        kind: "chart",
        id: "lag",
        title: "Lag and Rates",
        unit: "records",
        times,
        series: [
          { label: "lag", values: times.map((_, at) => (at === 20 ? null : 4000 + at * 120 + ((at * 37) % 90))) },
          { label: "written", values: times.map((_, at) => 3000 + ((at * 53) % 700)) },
          { label: "read", values: times.map((_, at) => 1500 + ((at * 29) % 400)) },
        ],
      },
      partitionSection(2, 6),
      {
        kind: "timeline",
        id: "events",
        title: "Timeline",
        note: "Sampled every 5 s.",
        events: [
          { at: TAKEN_AT - 300_000, text: "Last commit of orders/3.", tone: "warning" },
          { at: TAKEN_AT - 900_000, text: "A member joined: consumer-2.", tone: "info" },
          { at: TAKEN_AT - 90_000_000, text: "The group was first seen.", tone: "muted" },
        ],
      },
      ...more,
    ],
  };
}
