import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OwnServer, ownServer, writer } from "../redis/own-server";
import { freePort, isListening, launch, stop, waitUntil } from "../servers/process";

/** A real master with a replica, and a Sentinel that makes the one the other when it is gone. */
export interface WatchedMaster {
  readonly master: OwnServer;
  readonly replica: OwnServer;
  /** of the Sentinel */
  readonly port: number;
  stop(): Promise<void>;
}

export async function watchedMaster(): Promise<WatchedMaster> {
  const dir = mkdtempSync(join(tmpdir(), "observer-faults-"));
  const master = await ownServer([], "faults");
  const replica = await ownServer(
    ["--replicaof", `127.0.0.1 ${master.port}`, "--repl-diskless-sync-delay", "0"],
    "faults",
  );
  const client = writer(master);
  await client.set("kept", "1");
  // A replica that has not come up to date is never promoted.
  while (!/slave0:.*state=online/.test(await client.info("replication")))
    await new Promise((go) => setTimeout(go, 100));
  await client.wait(1, 10_000);
  client.disconnect();
  const port = await freePort();
  const file = join(dir, "sentinel.conf");
  const lines = [
    `port ${port}`,
    "bind 127.0.0.1",
    `sentinel monitor main 127.0.0.1 ${master.port} 1`,
    "sentinel down-after-milliseconds main 500",
    "sentinel failover-timeout main 5000",
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  const sentinel = await launch({ name: "sentinel", dir, command: "redis-server", args: [file, "--sentinel"] });
  await waitUntil(sentinel, () => isListening(port));
  return {
    master,
    replica,
    port,
    stop: async () => {
      await stop(sentinel);
      await Promise.all([master.stop(), replica.stop()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
