import { spawn } from "node:child_process";
import { once } from "node:events";
import { redisCli } from "../servers/redis";
import type { RedisServer } from "../servers/shared";

/** A command as the server saw it: who sent it, and its words. */
export interface Seen {
  /** `127.0.0.1:50000`, or `lua` */
  readonly from: string;
  readonly words: readonly string[];
}

/** Everything that a server is asked while `act` runs, by its MONITOR; the test's own end mark is not among it. */
export async function watched(server: RedisServer, act: () => Promise<void>): Promise<readonly Seen[]> {
  const cli = spawn("redis-cli", ["-p", `${server.port}`, "MONITOR"]);
  const lines: string[] = [];
  let rest = "";
  cli.stdout.on("data", (chunk: Buffer) => {
    const pieces = (rest + chunk.toString("latin1")).split("\n");
    rest = pieces.pop() ?? "";
    lines.push(...pieces);
  });
  await once(cli.stdout, "data");
  try {
    await act();
    const mark = `the end of ${process.pid}`;
    await redisCli(server, ["ECHO", mark]);
    while (!lines.some((line) => line.includes(mark))) await new Promise((resolve) => setTimeout(resolve, 5));
    return lines.flatMap((line) => (line.includes(mark) ? [] : (seen(line) ?? [])));
  } finally {
    cli.kill();
    await once(cli, "close");
  }
}

function seen(line: string): Seen | undefined {
  const [, from = "", rest = ""] = /^\S+ \[\d+ ([^\]]+)\] (.*)$/.exec(line) ?? [];
  const words = [...rest.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = ""]) => word);
  return words.length === 0 ? undefined : { from, words };
}
