import { join } from "node:path";
import { clusterStatus, SetupProblem, SYSTEMS, type SystemName, startCluster, stopCluster } from "./cluster";
import { endBySignal, isEnding } from "./ending";
import { fillExamples, liven } from "./examples";
import { CLUSTER, LIBS, LOCAL } from "./places";
import type { Living } from "./shop/living";
import { isRunning, readRecord, removeRecord, writeRecord } from "./start-record";
import { chooseWindow } from "./window";

const RECORD = join(LOCAL, "start.json");

export interface StartOptions {
  /** false: only prints where VS Code is */
  readonly show: boolean;
  /** VS Code in the browser, even where there is one on the desktop */
  readonly browser: boolean;
}

/** What `npm start` does once the extension is built: cluster, example data, VS Code. Ends with Ctrl-C. */
export async function start({ show, browser }: StartOptions): Promise<void> {
  const progress = (line: string) => {
    if (!isEnding()) console.log(line);
  };
  const owns = await findOwned();
  const window = chooseWindow(browser);
  const stopping = new AbortController();
  let preparing: Promise<void> = Promise.resolve();
  let livening: Promise<Living | undefined> = Promise.resolve(undefined);
  const end = async () => {
    stopping.abort(new Error("ended"));
    await Promise.allSettled([preparing, window.close()]);
    const living = await livening;
    if (living?.started) await living.stop();
    await stopCluster(CLUSTER, owns);
    removeRecord(RECORD);
  };
  endBySignal(async () => {
    console.log("\nEnding everything that this started …");
    await end();
    const left = SYSTEMS.filter((name) => !owns.includes(name));
    if (left.length) console.log(`${left.join(", ")} ran before and still run; they end with: npm run servers -- down`);
  });
  try {
    const problem = await window.problem();
    if (problem) throw new SetupProblem([problem]);
    writeRecord(RECORD, { owns });
    preparing = window.prepare(stopping.signal, progress);
    const [servers] = await Promise.all([startServers(progress), preparing]);
    livening = liven(servers, progress);
    const [{ line, url }] = await Promise.all([window.open(servers, show, progress), livening]);
    writeRecord(RECORD, { owns, url });
    progress(`\n${line}\nCtrl-C ends all of it.`);
    watch(progress);
  } catch (error) {
    if (isEnding()) return;
    await end();
    throw error;
  }
}

/** Keeps this process alive, and says when a server has ended by itself. */
function watch(progress: (line: string) => void): void {
  const said = new Set<SystemName>();
  setInterval(async () => {
    for (const { name, pids } of await clusterStatus(CLUSTER)) {
      if (pids.length) said.delete(name);
      else if (!said.has(name)) {
        said.add(name);
        progress(
          `${name} has ended; its log is in ${join(CLUSTER, name.toLowerCase())}. npm run servers -- up starts it.`,
        );
      }
    }
  }, 3_000);
}

async function startServers(progress: (line: string) => void) {
  const cluster = await startCluster({ dir: CLUSTER, libs: LIBS, ports: "tutorial", progress });
  await fillExamples(cluster, progress);
  return cluster;
}

/** The servers that end with this start: those that do not run yet, and what one that was killed has left. */
async function findOwned(): Promise<SystemName[]> {
  const former = readRecord(RECORD);
  if (former && isRunning(former)) {
    const where = former.url ? ` at ${former.url}` : "";
    throw new SetupProblem([
      `Cluster Observer is running already${where} (pid ${former.pid}). Use that one, or end it with Ctrl-C first.`,
    ]);
  }
  const status = await clusterStatus(CLUSTER);
  return status.filter(({ name, pids }) => !pids.length || former?.owns.includes(name)).map(({ name }) => name);
}
