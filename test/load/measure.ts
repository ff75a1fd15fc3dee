import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { promisify } from "node:util";
import { setFlagsFromString, writeHeapSnapshot } from "node:v8";
import { runInNewContext } from "node:vm";

const MB = 1024 * 1024;

/** What this extension host needs at a moment. */
export interface Sample {
  /** seconds since the beginning */
  readonly at: number;
  /** of what is still in use, in MB */
  readonly heap: number;
  /** open sockets to the servers */
  readonly sockets: number;
}

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/** Memory in use after everything that can go is gone, in MB. */
export function heapInUse(): number {
  if (typeof collect !== "function") throw new Error("The garbage collector cannot be called here.");
  collect();
  collect();
  return process.memoryUsage().heapUsed / MB;
}

/** What stands in a heap snapshot. */
export interface Figures {
  /** MB in use */
  readonly heap: number;
  /** objects of the class Set */
  readonly sets: number;
}

/** Takes a snapshot, which stops this process for a while, and lets another one read it. */
export async function figures(name: string): Promise<Figures> {
  heapInUse();
  const file = join(tmpdir(), `observer-${process.pid}-${name}.heapsnapshot`);
  try {
    writeHeapSnapshot(file);
    const script = join(__dirname, "..", "..", "test", "load", "snapshot-figures.mjs");
    const { stdout } = await promisify(execFile)(process.execPath, ["--max-old-space-size=4096", script, file]);
    const { bytes, sets }: { bytes: number; sets: number } = JSON.parse(stdout);
    return { heap: bytes / MB, sets };
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * VS Code keeps a DisposableStore with a Set for every row that a tree view was ever given (`_createTreeNode` registers it
 * and never lets it go): so many bytes each.
 */
const KEPT_BY_VSCODE = 222;

/** What is in use more than before, in MB, without what VS Code keeps of rows. */
export const grownBy = (before: Figures, after: Figures): number =>
  after.heap - before.heap - ((after.sets - before.sets) * KEPT_BY_VSCODE) / MB;

/** Sockets of this process to one of these ports, and what was written to them. */
export function traffic(ports: ReadonlySet<number>): { readonly sockets: number; readonly written: number } {
  const handles: unknown = Reflect.get(process, "_getActiveHandles").call(process);
  if (!Array.isArray(handles)) throw new Error("This Node does not tell its handles.");
  let [sockets, written] = [0, 0];
  for (const handle of handles) {
    const port: unknown = Reflect.get(handle, "remotePort");
    const bytes: unknown = Reflect.get(handle, "bytesWritten");
    if (typeof port !== "number" || typeof bytes !== "number" || !ports.has(port)) continue;
    sockets++;
    written += bytes;
  }
  return { sockets, written };
}

/** Delays of the event loop, in milliseconds. */
export function watchEventLoop() {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  return {
    /** The worst of the best 99 of 100, and the worst; then it begins anew. */
    take: () => {
      const [p99, most] = [delays.percentile(99) / 1e6, delays.max / 1e6];
      delays.reset();
      return { p99, most };
    },
    stop: () => delays.disable(),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
