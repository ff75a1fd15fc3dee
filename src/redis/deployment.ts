import { isFailure } from "../core/failure";
import type { Command } from "./allowed";
import type { Outcome } from "./client";
import type { Source } from "./keyspace/scanner";
import { numberIn, type Reply, scanIn } from "./replies";
import type { ServerNode } from "./server-node";

/** A command about one key. */
export interface KeyCommand {
  readonly key: Buffer;
  readonly command: Command;
}

/** Where the keys are: on one server, or spread over the masters of a cluster. */
export interface Deployment {
  readonly mode: "standalone" | "sentinel" | "cluster";
  /** every server that has keys of its own */
  nodes(signal: AbortSignal): Promise<readonly ServerNode[]>;
  /** Sends commands about keys to the servers that have them, together. An outcome for each, in the same order. */
  batch(db: number, commands: readonly KeyCommand[], signal: AbortSignal): Promise<readonly Outcome[]>;
  /** Which server has which keys; undefined while they are on the move. */
  topology(signal: AbortSignal): Promise<string | undefined>;
  close(): void;
}

/** One command about one key. Rejects with a `Failure`, also for what the server refuses. */
export async function ask(
  deployment: Deployment,
  db: number,
  key: Buffer,
  command: Command,
  signal: AbortSignal,
): Promise<Reply> {
  return answerIn((await deployment.batch(db, [{ key, command }], signal))[0]);
}

export function answerIn(outcome: Outcome | undefined): Reply {
  if (outcome === undefined || isFailure(outcome)) throw outcome ?? new Error("no outcome");
  return outcome;
}

/** A server on its own; with Sentinels, the master that they named. */
export class Standalone implements Deployment {
  constructor(
    readonly mode: "standalone" | "sentinel",
    private readonly node: ServerNode,
  ) {}

  async nodes(): Promise<readonly ServerNode[]> {
    return [this.node];
  }

  batch(db: number, commands: readonly KeyCommand[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return this.node.batch(
      db,
      commands.map(({ command }) => command),
      signal,
    );
  }

  async topology(): Promise<string> {
    return this.node.place;
  }

  close(): void {
    this.node.close();
  }
}

/** Keys asked for in one step: more of them keep other clients waiting, fewer take longer. */
const SCAN_COUNT = "1000";

/** Scans one database of one of so many servers. */
export function sourceOf(node: ServerNode, db: number, servers: number): Source {
  const ask = (command: Command, signal: AbortSignal) => node.callAmong(servers, db, command, signal);
  return {
    scan: async (cursor, signal) => scanIn(await ask(["SCAN", cursor, "COUNT", SCAN_COUNT], signal)),
    size: async (signal) => numberIn(await ask(["DBSIZE"], signal)),
  };
}
