import { clip, shown } from "../core/bytes";
import type { Fact, Node, Page, PageRequest } from "../core/contract";
import { Failure } from "../core/failure";
import { age, size, type Text, text, time, verbatim } from "../core/text";
import { lesser } from "./bigint";
import type { PartitionName } from "./fetch";
import { withLeader } from "./leaders";
import { fetchExtents } from "./offsets";
import { answerFailure } from "./protocol/errors";
import { type Entry, PartitionLog, type RecordEntry } from "./records/log";
import { newest } from "./records/newest";
import type { LogRecord } from "./records/record";
import { addressIn, type View } from "./view";

/** The newest records of a partition first; the cursor is the offset before which a page goes on. */
export function recordPage(view: View, name: PartitionName, request: PageRequest, signal: AbortSignal): Promise<Page> {
  return withLeader(view.cluster, name, signal, async (leader) => {
    const { start, end } = await extentOf(view, name, leader, signal);
    const before = request.cursor === undefined ? end : offsetOf(request.cursor);
    const log = new PartitionLog(view.cluster, leader, name);
    const span = { start, before: lesser(before, end), limit: Math.max(1, request.limit) };
    const { entries, before: older } = await newest(log, span, signal);
    return {
      nodes: entries.map((entry) => entryNode(view, name, entry)),
      ...(older === undefined ? {} : { next: older.toString() }),
      complete: true,
    };
  });
}

function offsetOf(cursor: string): bigint {
  if (/^\d{1,19}$/.test(cursor)) return BigInt(cursor);
  throw new Failure({ code: "invalid", what: text("“{0}” is not an offset.", cursor) });
}

async function extentOf(view: View, name: PartitionName, leader: number, signal: AbortSignal) {
  const wanted = { name: name.topic, partitions: [{ index: name.partition, leader }] };
  const { extent, failures } = await fetchExtents(view.cluster, [wanted], signal);
  const { start, end, error } = extent(name.topic, name.partition);
  if (start !== undefined && end !== undefined) return { start, end };
  const [failure] = failures.values();
  if (failure) throw failure;
  throw answerFailure(error ?? -1, text("The partition {0} of the topic {1}", name.partition, name.topic));
}

/** What lies at one offset; undefined where nothing does. */
export function findEntry(
  view: View,
  name: PartitionName,
  offset: bigint,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  return withLeader(view.cluster, name, signal, async (leader) => {
    const log = new PartitionLog(view.cluster, leader, name);
    const piece = await log.read(offset, offset + 1n, ONE_RECORD, signal);
    return piece?.entries[0];
  });
}

/** bytes: at least one batch comes, whatever its size */
const ONE_RECORD = 1;

export function entryNode(view: View, { topic, partition }: PartitionName, entry: Entry): Node {
  const common = {
    address: addressIn(view, "topics", topic, String(partition), entry.offset.toString()),
    kind: "kafka.record",
    expandable: false,
    readable: true,
  };
  const label = entry.offset.toString();
  if (entry.is === "mark") {
    return { ...common, label, detail: [markText(entry.end)], icon: "milestone", tone: "muted", role: MARK };
  }
  if (entry.is === "unreadable") {
    const range = entry.last > entry.offset ? `${entry.offset}–${entry.last}` : label;
    return { ...common, label: range, detail: [entry.failure.what], icon: "warning", tone: "warning", role: RECORD };
  }
  const aborted = entry.outcome === "aborted";
  return {
    ...common,
    label,
    detail: recordTexts(entry),
    icon: entry.record.value === null ? "circle-slash" : "note",
    ...(aborted ? { tone: "muted" } : {}),
    role: aborted ? text("aborted record") : RECORD,
  };
}

const RECORD = text("record");
const MARK = text("mark of a transaction");

export function markText(end: "commit" | "abort" | undefined): Text {
  if (end === "commit") return text("transaction committed");
  return end === "abort" ? text("transaction aborted") : text("control record");
}

/** characters of a row */
const KEY_MOST = 40;
const VALUE_MOST = 80;
/** bytes that are looked at for a row */
const GLANCE = 1_024;

function recordTexts({ record, outcome }: RecordEntry): Text[] {
  const { key, value, timestamp } = record;
  return [
    ...outcomeTexts(outcome),
    ...(key === null ? [] : [glance(key, KEY_MOST)]),
    value === null ? text("tombstone") : glance(value, VALUE_MOST),
    ...(timestamp < 0n ? [] : [age(Number(timestamp))]),
    ...(value?.length ? [size(value.length)] : []),
  ];
}

export function outcomeTexts(outcome: RecordEntry["outcome"]): Text[] {
  if (outcome === "aborted") return [text("aborted")];
  return outcome === "unstable" ? [text("held back by an open transaction")] : [];
}

function glance(bytes: Uint8Array, most: number): Text {
  if (!bytes.length) return text("empty");
  const cut = wholeCharacters(bytes.subarray(0, GLANCE), bytes.length > GLANCE);
  const line = shown(cut);
  return verbatim(clip(cut.length < bytes.length ? `${line}…` : line, most));
}

/** Without the character that a cut went through, which would look like broken bytes. */
function wholeCharacters(bytes: Uint8Array, isCut: boolean): Uint8Array {
  if (!isCut) return bytes;
  let end = bytes.length;
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) {
      end = bytes.length - back;
      break;
    }
    if (byte < 0x80) break;
  }
  return bytes.subarray(0, end);
}

export async function recordFacts(
  view: View,
  name: PartitionName,
  offset: bigint,
  signal: AbortSignal,
): Promise<readonly Fact[]> {
  const entry = await findEntry(view, name, offset, signal);
  const place = { label: text("Record"), value: verbatim(`${name.topic}/${name.partition}@${offset}`) };
  if (!entry) return [place, { label: text("State"), value: text("nothing is kept at this offset") }];
  if (entry.is === "mark") return [place, { label: text("State"), value: markText(entry.end) }];
  if (entry.is === "unreadable") return [place, { label: text("State"), value: entry.failure.what }];
  const { record, outcome, codec } = entry;
  return [
    place,
    ...outcomeTexts(outcome).map((value) => ({ label: text("Transaction"), value })),
    ...timeFacts(record),
    { label: text("Key"), value: record.key ? glance(record.key, VALUE_MOST) : text("none") },
    { label: text("Value"), value: record.value ? size(record.value.length) : text("tombstone") },
    { label: text("Headers"), value: verbatim(record.headers.map(({ key }) => shown(key)).join(", ") || "–") },
    { label: text("Compression"), value: verbatim(codec) },
  ];
}

function timeFacts({ timestamp, timestampType }: LogRecord): Fact[] {
  if (timestamp < 0n) return [{ label: text("Time"), value: text("none") }];
  const label = timestampType === "CreateTime" ? text("Created") : text("Appended");
  return [{ label, value: time(Number(timestamp)) }];
}
