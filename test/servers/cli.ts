import { spawn } from "node:child_process";
import { join } from "node:path";
import { clusterStatus, SetupProblem, SYSTEMS, startCluster, stopCluster } from "./cluster";
import { endBySignal, isEnding } from "./ending";
import { fillExamples, liven } from "./examples";
import { CLUSTER, LIBS, LOCAL } from "./places";
import { signalGroup } from "./process";
import { SERVERS_VARIABLE } from "./shared";

const USAGE = `npm run servers -- up       starts Redis, Kafka and HDFS on the tutorial's ports; they run until
npm run servers -- down     ends them; their data stay in .local/cluster
npm run servers -- status   says what runs
npm run servers -- run COMMAND …   runs a command beside servers of its own, on free ports`;

/** Returns the exit code. */
export async function runServers(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case "up":
      return up();
    case "down":
      return down();
    case "status":
      return status();
    case "run":
      return beside(rest);
    default:
      throw new SetupProblem([USAGE]);
  }
}

async function up(): Promise<number> {
  const before = (await clusterStatus(CLUSTER)).filter(({ pids }) => pids.length).map(({ name }) => name);
  endBySignal(async () => {
    await stopCluster(
      CLUSTER,
      SYSTEMS.filter((name) => !before.includes(name)),
    );
  });
  const cluster = await startCluster({ dir: CLUSTER, libs: LIBS, ports: "tutorial", progress: console.log });
  await fillExamples(cluster, console.log);
  await liven(cluster, console.log);
  console.log("They run until: npm run servers -- down");
  return 0;
}

async function down(): Promise<number> {
  const ended = await stopCluster(CLUSTER);
  console.log(ended.length ? `Ended: ${ended.join(", ")}` : "Nothing was running.");
  return 0;
}

/** 0 when all three run and answer, else 1: for scripts. */
async function status(): Promise<number> {
  const all = await clusterStatus(CLUSTER);
  for (const { name, pids, port, answers } of all) {
    const what = pids.length ? `pid ${pids.join(" and ")}` : "not running";
    const where = answers ? `localhost:${port}` : pids.length ? `does not answer on port ${port}` : "";
    console.log(`${name.padEnd(6)} ${what}${where && `, ${where}`}`);
  }
  return all.every(({ answers }) => answers) ? 0 : 1;
}

/** The command finds the servers in the environment; they end with it, and their data stay in .local/test-cluster. */
async function beside([command, ...args]: readonly string[]): Promise<number> {
  if (!command) throw new SetupProblem([USAGE]);
  const dir = join(LOCAL, "test-cluster");
  let running: number | undefined;
  endBySignal(async () => {
    if (running) signalGroup(running, "SIGTERM");
    await stopCluster(dir);
  });
  const cluster = await startCluster({ dir, libs: LIBS, ports: "free", progress: (line) => console.error(line) });
  try {
    const env = { ...process.env, [SERVERS_VARIABLE]: JSON.stringify(cluster) };
    const child = spawn(command, args, { stdio: "inherit", env, detached: true });
    running = child.pid;
    return await new Promise((resolve, reject) => {
      child.once("error", (cause) => reject(new SetupProblem([`Cannot run ${command}: ${cause.message}`])));
      child.once("close", (code) => resolve(isEnding() ? 0 : (code ?? 1)));
    });
  } finally {
    await cluster.stop();
  }
}
