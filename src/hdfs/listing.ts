import { Failure } from "../core/failure";
import { text } from "../core/text";
import type { Call } from "./call";
import type { Client, Params } from "./client";
import { protocolFailure, type ServerName } from "./failures";
import { integer, member, own, parseJson } from "./json";
import { type Path, showPath } from "./path";
import { isUnknownOperation } from "./remote";
import { type FileStatus, parseStatus } from "./status";
import { NotAListing, StatusScanner } from "./status-scanner";
import type { Message } from "./transport";

/** A place in a directory: behind its first `index` entries, the last of which is `name`. */
export interface Place {
  readonly index: number;
  readonly name: string;
}

/** What one request gives of a directory. */
export interface Batch {
  readonly entries: readonly FileStatus[];
  /** how many entries follow these, where the server says so */
  readonly remaining?: number;
  readonly more: boolean;
}

/** Gives a directory piece by piece. */
export interface Listing {
  batch(path: Path, after: Place | undefined, call: Call): Promise<Batch>;
}

/** Entries of one request where the server has no pages: each page reads the listing from its beginning. */
const SCANNED_BATCH = 5_000;

/** Lists directories in the server's own order (of the names' bytes, those above 0x7f first). */
export class Lister implements Listing {
  /** false once a server has said that it does not know LISTSTATUS_BATCH */
  private paged = true;

  constructor(private readonly client: Client) {}

  async batch(path: Path, after: Place | undefined, call: Call): Promise<Batch> {
    if (this.paged) {
      try {
        return await this.pagedBatch(path, after, call);
      } catch (error) {
        if (!isUnknownOperation(error, "LISTSTATUS_BATCH")) throw error;
        this.paged = false;
      }
    }
    return this.scannedBatch(path, after, call);
  }

  private async pagedBatch(path: Path, after: Place | undefined, call: Call): Promise<Batch> {
    const params: Params = after ? { startAfter: after.name } : {};
    const json = await this.client.json("LISTSTATUS_BATCH", path, params, call);
    const listing = member(json, "DirectoryListing");
    const list = own(member(member(listing, "partialListing"), "FileStatuses"), "FileStatus");
    const remaining = Number(integer(own(listing, "remainingEntries")) ?? -1);
    if (!Array.isArray(list) || remaining < 0) throw this.malformed();
    const entries = list.map((entry) => this.entry(entry, path));
    // A gateway that does not pass the place on would send the same rows for ever.
    const again = after !== undefined && entries.some(({ name }) => name === after.name);
    if (again || (remaining > 0 && entries.length === 0)) throw this.malformed();
    return { entries, remaining, more: remaining > 0 };
  }

  private async scannedBatch(path: Path, after: Place | undefined, call: Call): Promise<Batch> {
    const batch = await this.scan(path, after && byName(after), call);
    // The name is gone: go on where it was.
    return batch ?? (await this.scan(path, after && byIndex(after), call)) ?? { entries: [], more: false };
  }

  /** Undefined when `passed` was never true. */
  private scan(path: Path, passed: Passed | undefined, call: Call): Promise<Batch | undefined> {
    return this.client.ask("GET", "LISTSTATUS", path, {}, call, async (message: Message, server) => {
      const scanner = new StatusScanner();
      const entries: FileStatus[] = [];
      let begun = passed === undefined;
      let index = 0;
      try {
        for await (const chunk of message as AsyncIterable<Buffer>) {
          for (const source of scanner.push(chunk)) {
            index++;
            const entry = this.entry(parseJson(source), path);
            if (begun) entries.push(entry);
            else begun = passed?.(index, entry.name) ?? true;
          }
          if (entries.length > SCANNED_BATCH) return { entries: entries.slice(0, SCANNED_BATCH), more: true };
        }
      } catch (error) {
        if (error instanceof NotAListing || error instanceof SyntaxError) throw this.malformed(server);
        throw error;
      }
      if (!scanner.complete) throw this.malformed(server);
      return begun ? { entries, more: false } : undefined;
    });
  }

  private entry(json: unknown, path: Path): FileStatus {
    const status = parseStatus(json);
    if (!status) throw this.malformed();
    if (status.name === "")
      throw new Failure({ code: "invalid", what: text("{0} is not a directory.", showPath(path)) });
    return status;
  }

  private malformed(server?: ServerName): Failure {
    return protocolFailure(server ?? this.client.server, text("It is not a listing."));
  }
}

type Passed = (index: number, name: string) => boolean;

const byName =
  ({ name }: Place): Passed =>
  (_, candidate) =>
    candidate === name;

const byIndex =
  ({ index: wanted }: Place): Passed =>
  (index) =>
    index >= wanted;
