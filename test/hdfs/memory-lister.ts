import type { Batch, Listing, Place } from "../../src/hdfs/listing";
import type { Path } from "../../src/hdfs/path";
import { type FileStatus, parseStatus } from "../../src/hdfs/status";

/** A directory in memory, given in pages as a NameNode does. Names that end with `/` are directories. */
export class MemoryLister implements Listing {
  asked = 0;
  private readonly places = new Map<string, number>();

  constructor(
    private readonly names: readonly string[],
    private readonly size: number,
  ) {
    for (const [index, name] of names.entries()) this.places.set(status(name).name, index);
  }

  async batch(_path: Path, after: Place | undefined): Promise<Batch> {
    this.asked++;
    const last = after ? this.places.get(after.name) : -1;
    if (last === undefined) throw new Error(`${after?.name} is not there`);
    const begin = last + 1;
    const entries = this.names.slice(begin, begin + this.size).map(status);
    const remaining = this.names.length - begin - entries.length;
    return { entries, remaining, more: remaining > 0 };
  }
}

function status(name: string): FileStatus {
  const parsed = parseStatus({ pathSuffix: name.replace(/\/$/, ""), type: name.endsWith("/") ? "DIRECTORY" : "FILE" });
  if (!parsed) throw new Error(name);
  return parsed;
}
