import { spawn } from "node:child_process";

export interface Run {
  /** program and arguments */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** true: its output comes when it has ended, since another one is running */
  readonly later?: boolean;
}

/** Runs one command. Returns its exit code; its output is the user's. */
export function run({ command: [program = process.execPath, ...args], env, later }: Run): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: later ? ["ignore", "pipe", "pipe"] : "inherit",
      env: { ...process.env, ...env },
    });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => said.push(chunk));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.stdout.write(Buffer.concat(said));
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}
