import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { KafkaServer } from "../shared";
import type { Command } from "./commands";
import { actorsProgram } from "./program";

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** One JVM with any number of consumers and producers of a test; it ends with this process. */
export class Actors {
  private readonly waiting = new Map<number, Waiting>();
  private said = "";
  private commands = 0;

  private constructor(private readonly child: ChildProcess) {
    child.stderr?.on("data", (chunk: Buffer) => {
      this.said = (this.said + chunk.toString()).slice(-2_000);
    });
    // A program that has ended says so by "close".
    child.stdin?.on("error", () => {});
    if (child.stdout) createInterface({ input: child.stdout }).on("line", (line) => this.answered(line));
    const gone = (why: string) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`The actors have ended (${why}): ${this.said}`));
      this.waiting.clear();
    };
    child.once("error", (cause) => gone(cause.message));
    child.once("close", (code, signal) => gone(`${code ?? signal}`));
  }

  static async start(kafka: KafkaServer): Promise<Actors> {
    const { command, args } = await actorsProgram(kafka);
    return new Actors(spawn(command, args, { stdio: "pipe" }));
  }

  /** Resolves when it is done: a consumer has its partitions, records are written, a transaction is ended. */
  tell(command: Command): Promise<void> {
    const id = this.commands++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, {
        resolve,
        reject: (error) => reject(new Error(`${JSON.stringify(command)}: ${error.message}`)),
      });
      if (this.child.exitCode !== null) reject(new Error(`The actors have ended: ${this.said}`));
      else this.child.stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
    });
  }

  /** All leave their groups, and open transactions are aborted. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, "close");
    this.child.stdin?.end();
    const slow = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await closed;
    clearTimeout(slow);
  }

  private answered(line: string): void {
    const { id, error } = JSON.parse(line) as { readonly id: number; readonly error?: string };
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) waiting?.reject(new Error(error));
    else waiting?.resolve();
  }
}
