import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { commands, TabInputWebview, window } from "vscode";
import { api, eventually, localProfile, setProfiles } from "../host/profiles";
import { writer } from "../redis/own-server";
import { servers } from "../servers/shared";
import { DB, fill, KEYS_IN_ALL, ROWS } from "./data";
import { type Figures, figures, grownBy, heapInUse, median, type Sample, traffic, watchEventLoop } from "./measure";

const MINUTES = Number(process.env.CLUSTER_OBSERVER_LOAD_MINUTES || 10);
/** milliseconds between two refreshes of all three views, and between two samples */
const REFRESH = 2_000;
const SAMPLE = 10_000;
/** What may be in use at the end more than after a fifth of the time: histories that are not full yet, and compiled code. */
const ALLOWANCE_MB = 6;
const P99_MS = 50;

// A long day of somebody who leaves everything open. Run by `npm run test:load`.
describe(`${MINUTES} minutes with ${ROWS} rows, three connections that refresh, and both panels`, function () {
  this.timeout((MINUTES + 10) * 60_000);
  let empty: () => Promise<void>;
  const warnings: string[] = [];
  const warned = (warning: Error) => warnings.push(`${warning.name}: ${warning.message}`);
  const { redis, kafka, hdfs } = servers();
  const ports = new Set([
    redis.port,
    Number(new URL(hdfs.url).port),
    ...kafka.brokers.map((at) => Number(at.split(":")[1])),
  ]);
  const client = writer(redis, DB);

  before(async () => {
    process.on("warning", warned);
    empty = await fill();
    const { connections } = localProfile() as { connections: { system: string }[] };
    await setProfiles([
      {
        name: "local",
        connections: connections.map((one) =>
          one.system === "redis" ? { ...one, url: `redis://localhost:${redis.port}/${DB}` } : one,
        ),
      },
    ]);
    await api();
  });

  after(async () => {
    process.off("warning", warned);
    await commands.executeCommand("workbench.action.closeAllEditors");
    await empty();
    client.disconnect();
  });

  const systems = ["hdfs", "redis", "kafka"] as const;
  const refresh = () => Promise.all(systems.map((id) => commands.executeCommand(`clusterObserver.${id}.refresh`)));
  /** how often Redis was asked for the type of a key */
  const typesAsked = async (): Promise<number> =>
    Number(/cmdstat_type:calls=(\d+)/.exec(await client.info("commandstats"))?.[1] ?? 0);

  async function openEverything(): Promise<void> {
    for (const id of systems) {
      await commands.executeCommand(`clusterObserver.${id}.focus`);
      await commands.executeCommand("list.collapseAll");
      await commands.executeCommand("list.focusFirst");
      for (let row = 0; row < ROWS; row++) {
        await commands.executeCommand("list.expand");
        // The first ones are levels that have to come before there is anything below them.
        await sleep(row < 8 ? 500 : 20);
        await commands.executeCommand("list.focusDown");
      }
    }
    await commands.executeCommand("clusterObserver.showLag");
    await commands.executeCommand("clusterObserver.showLocks");
    await commands.executeCommand("workbench.action.moveEditorToNextGroup");
    await eventually("both panels side by side", () => {
      const shown = window.tabGroups.all.map(({ activeTab }) => activeTab?.input);
      return shown.filter((input) => input instanceof TabInputWebview).length === 2;
    });
    await eventually("every key to be a row", async () => {
      const before = await typesAsked();
      await refresh();
      await sleep(3_000);
      return (await typesAsked()) - before >= KEYS_IN_ALL;
    });
  }

  it("needs no more in the end than in the beginning, and holds nobody up", async () => {
    await openEverything();
    const loop = watchEventLoop();
    const began = Date.now();
    const samples: Sample[] = [];
    const delays: number[] = [];
    const asking = await typesAsked();
    let next = began + SAMPLE;
    let early: Figures | undefined;
    while (Date.now() - began < MINUTES * 60_000) {
      await refresh();
      await sleep(REFRESH);
      if (Date.now() < next) continue;
      next += SAMPLE;
      const { p99, most } = loop.take();
      delays.push(p99);
      const sample = { at: (Date.now() - began) / 1_000, heap: heapInUse(), sockets: traffic(ports).sockets };
      // What the collection took is not ours.
      loop.take();
      samples.push(sample);
      // By then, what is bounded is full: what was sent, and what is remembered of the rows.
      if (!early && Date.now() - began > MINUTES * 12_000) early = await figures("early");
      loop.take();
      const said = [`heap ${sample.heap.toFixed(1)} MB`, `sockets ${sample.sockets}`];
      console.log(
        `${sample.at.toFixed(0).padStart(4)} s: ${said.join(", ")}, delay p99 ${p99.toFixed(1)} ms, most ${most.toFixed(1)} ms`,
      );
    }
    loop.stop();
    console.log(`keys looked at: ${(await typesAsked()) - asking}`);
    assert.ok(early);
    const late = await figures("late");
    const grown = grownBy(early, late);
    console.log(
      `heap ${early.heap.toFixed(1)} → ${late.heap.toFixed(1)} MB; without what VS Code keeps, ${grown.toFixed(1)} MB more`,
    );
    assert.ok(grown < ALLOWANCE_MB, `heap grew by ${grown} MB`);
    const part = Math.max(1, Math.floor(samples.length / 5));
    const [few, many] = [samples.slice(0, part), samples.slice(-part)].map((some) =>
      Math.max(...some.map(({ sockets }) => sockets)),
    );
    assert.ok(many !== undefined && few !== undefined && many <= few, `sockets grew from ${few} to ${many}`);
    assert.ok(median(delays) < P99_MS, `delay p99 ${median(delays)} ms`);
    assert.deepEqual(
      warnings.filter((line) => line.includes("MaxListeners")),
      [],
    );
  });

  it("sends nothing once nobody looks", async () => {
    await commands.executeCommand("workbench.action.closeAllEditors");
    await commands.executeCommand("workbench.action.closeSidebar");
    await sleep(15_000);
    const before = traffic(ports);
    await sleep(60_000);
    const after = traffic(ports);
    console.log(
      `sockets ${before.sockets} → ${after.sockets}, bytes sent in a minute ${after.written - before.written}`,
    );
    assert.ok(after.sockets <= before.sockets, `sockets grew from ${before.sockets} to ${after.sockets}`);
    // A socket that was closed meanwhile takes its count with it: less is as good as nothing.
    assert.ok(after.written <= before.written, `${after.written - before.written} bytes were sent`);
  });
});
