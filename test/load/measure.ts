import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
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
