import { spawn } from "node:child_process";
import { once } from "node:events";
import type { RedisServer } from "../servers/shared";
import { writer } from "./own-server";

/** Everything that the server is asked while `act` runs, as MONITOR of redis-cli prints it. */
export async function monitored(server: RedisServer, act: () => Promise<void>): Promise<readonly string[][]> {
  const cli = spawn("redis-cli", ["-p", `${server.port}`, "MONITOR"]);
  const lines: string[] = [];
  let rest = "";
  cli.stdout.on("data", (chunk: Buffer) => {
    const pieces = (rest + chunk.toString("latin1")).split("\n");
    rest = pieces.pop() ?? "";
    lines.push(...pieces);
  });
  await once(cli.stdout, "data");
  await act();
  const client = writer(server);
  await client.echo("the end");
  client.disconnect();
  while (!lines.some((line) => line.includes('"the end"'))) await new Promise((resolve) => setTimeout(resolve, 5));
  cli.kill();
  await once(cli, "close");
  return lines
    .map((line) => [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = ""]) => word))
    .filter(([name]) => name !== undefined && !["echo", "monitor"].includes(name.toLowerCase()));
}
