import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { processorTime } from "./processor";

/** milliseconds that a program may take to end */
const PATIENCE = 10_000;

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** A program that stays warm: it reads one command a line, and answers each with one line. */
export class Worker {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private said = "";

  constructor(
    readonly name: string,
    { command, args, env = process.env }: Command,
  ) {
    this.child = spawn(command, args, { env });
    this.lines = createInterface(this.child.stdout)[Symbol.asyncIterator]();
    this.child.stderr.on("data", (chunk: Buffer) => {
      this.said = (this.said + chunk.toString()).slice(-2_000);
    });
    // The end of its output tells of both, and a program that has ended takes no more input.
    this.child.on("error", (error) => {
      this.said += error.message;
    });
    this.child.stdin.on("error", () => {});
  }

  /** The next line that it prints by itself. */
  async line(): Promise<string> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`${this.name} ended: ${this.said.trim()}`);
    return value;
  }

  async ask<T>(command: string): Promise<T> {
    this.child.stdin.write(`${command}\n`);
    return JSON.parse(await this.line()) as T;
  }

  /** The milliseconds of processor time that it has taken so far. */
  get processor(): number {
    return processorTime(this.child.pid);
  }

  /** It ends with its input, or by force. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) return;
    const ended = new Promise((resolve) => this.child.once("close", resolve));
    const force = setTimeout(() => this.child.kill("SIGKILL"), PATIENCE);
    this.child.stdin.end();
    await ended;
    clearTimeout(force);
  }
}
