import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

interface Asked {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A program of another language that holds locks with a real library as it is told. What it is asked is done by one of
 * its workers, one after the other; a worker that waits for a lock keeps nobody else waiting.
 */
export class Holder {
  private readonly asked = new Map<string, Asked>();
  private next = 1;
  private said = "";
  /** what the program said of itself when it was ready */
  about = "";

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    createInterface({ input: child.stdout }).on("line", (line) => this.take(line));
    child.stderr.on("data", (chunk: Buffer) => {
      this.said = (this.said + chunk.toString()).slice(-2_000);
    });
    child.stdin.on("error", () => {});
    child.once("error", (error) => this.fail(error));
    child.once("close", () => this.fail(new Error(`The holder has ended: ${this.said.trim()}`)));
  }

  static async start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Holder> {
    const holder = new Holder(spawn(command, args, { env }));
    holder.about = await new Promise<string>((resolve, reject) => holder.asked.set("0", { resolve, reject }));
    return holder;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Rejects with what the library says when it fails. */
  ask(worker: string, verb: string, ...args: readonly (string | number)[]): Promise<string> {
    const id = `${this.next++}`;
    const answer = new Promise<string>((resolve, reject) => this.asked.set(id, { resolve, reject }));
    // An answer that never comes, since the program was ended, is nobody's fault.
    answer.catch(() => {});
    this.child.stdin.write(`${[id, worker, verb, ...args].join("\t")}\n`);
    return answer;
  }

  /** Ends the program at once, as a crash would: what it holds stays held. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, "close");
    this.child.kill("SIGKILL");
    await closed;
  }

  private take(line: string): void {
    const [id = "", how, what = ""] = line.split("\t");
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (how === "ok") asked?.resolve(what);
    else asked?.reject(new Error(what));
  }

  private fail(error: Error): void {
    for (const { reject } of this.asked.values()) reject(error);
    this.asked.clear();
  }
}
