import type { Preview, Range } from "../../core/contract";
import { Failure } from "../../core/failure";
import { count, text } from "../../core/text";
import type { Place } from "../place";
import { findEntry } from "../record-nodes";
import type { View } from "../view";
import { brokerDocument } from "./broker";
import { groupDocument, memberDocument } from "./group";
import { type JsonObject, writeJson } from "./json";
import { markDocument, recordDocument } from "./record";
import { partitionDocument, topicDocument } from "./topic";

/** bytes from one `part` of a document to the next */
const PIECE = 1024 * 1024;

/** A document as it was written last: its pieces are read one after the other. */
export class Documents {
  private last?: { readonly key: string; readonly bytes: Uint8Array; readonly at: number; readonly modified?: number };

  constructor(private readonly view: View) {}

  /** A piece of the JSON of a thing; `part` is the byte at which it begins, `range` counts from there. */
  async read(place: Place, part: string | undefined, range: Range, signal: AbortSignal): Promise<Preview> {
    const begin = beginOf(part) + Math.max(0, Math.floor(range.offset));
    const { bytes, modified } = await this.written(place, begin > 0, signal);
    const end = Math.min(bytes.length, begin + Math.max(0, Math.floor(range.length)));
    const total = bytes.length;
    return {
      bytes: bytes.subarray(begin, end),
      total,
      ...(begin > 0 ? { previous: begin > PIECE ? String(begin - PIECE) : "" } : {}),
      ...(end < total ? { next: String(end), last: String(Math.floor((total - 1) / PIECE) * PIECE) } : {}),
      ...(begin > 0 || end < total
        ? { notice: text("Bytes {0} to {1} of {2}", count(Math.min(begin + 1, total)), count(end), count(total)) }
        : {}),
      language: "json",
      ...(modified === undefined ? {} : { modified }),
    };
  }

  private async written(place: Place, goesOn: boolean, signal: AbortSignal) {
    const key = JSON.stringify(place, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    const { last } = this;
    if (goesOn && last?.key === key && Date.now() - last.at < FRESH) return last;
    const { document, modified } = await this.document(place, signal);
    const written = { key, bytes: Buffer.from(`${writeJson(document)}\n`), at: Date.now(), modified };
    // Only what is read in several pieces is worth its memory.
    this.last = written.bytes.length > PIECE ? written : undefined;
    return written;
  }

  private async document(place: Place, signal: AbortSignal): Promise<{ document: JsonObject; modified?: number }> {
    const { view } = this;
    switch (place.is) {
      case "topic":
        return { document: await topicDocument(view.cluster, place.topic, signal) };
      case "partition":
        return { document: await partitionDocument(view.cluster, place.topic, place.partition, signal) };
      case "record":
        return this.record(place, signal);
      case "group":
        return { document: await groupDocument(view, place.group, signal) };
      case "member":
        return { document: await memberDocument(view, place.group, place.member, signal) };
      case "broker":
        return { document: await brokerDocument(view.cluster, place.id, signal) };
      default:
        throw new Failure({ code: "invalid", what: text("This is a list and not a document.") });
    }
  }

  private async record(place: Place & { is: "record" }, signal: AbortSignal) {
    const entry = await findEntry(this.view, place, place.offset, signal);
    if (!entry) {
      throw new Failure({
        code: "notFound",
        what: text("Nothing is kept at offset {0} of {1}, partition {2}.", place.offset, place.topic, place.partition),
        fix: text("It was deleted by retention or compaction, or not written yet: look at the partition's offsets."),
      });
    }
    if (entry.is === "unreadable") throw entry.failure;
    if (entry.is === "mark") return { document: markDocument(place, entry) };
    const { timestamp } = entry.record;
    const modified = timestamp >= 0n ? { modified: Number(timestamp) } : {};
    return { document: recordDocument(place, entry), ...modified };
  }
}

/** milliseconds for which the pieces of a document belong together */
const FRESH = 60_000;

function beginOf(part: string | undefined): number {
  if (part === undefined || part === "") return 0;
  if (/^\d{1,15}$/.test(part)) return Number(part);
  throw new Failure({ code: "invalid", what: text("“{0}” is not an offset in a document.", part) });
}
