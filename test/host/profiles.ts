import { ConfigurationTarget, extensions, type Uri, workspace } from "vscode";
import type { ClusterObserverApi } from "../../src/api";
import { servers } from "../servers/shared";

export const EXTENSION = "cluster-observer.cluster-observer";

/** What `activate()` returned: the very object. */
export async function api(): Promise<ClusterObserverApi> {
  const extension = extensions.getExtension<ClusterObserverApi>(EXTENSION);
  if (!extension) throw new Error(`${EXTENSION} is not installed in this host.`);
  return extension.activate();
}

/** The profile of the servers that the stage has started. */
export function localProfile(): Record<string, unknown> {
  const { redis, kafka, hdfs } = servers();
  return {
    name: "local",
    connections: [
      { system: "redis", url: `redis://localhost:${redis.port}` },
      { system: "kafka", brokers: kafka.brokers },
      { system: "hdfs", url: hdfs.url, user: "hadoop" },
    ],
  };
}

export async function setProfiles(profiles: unknown): Promise<void> {
  await workspace.getConfiguration("clusterObserver").update("profiles", profiles, ConfigurationTarget.Global);
}

export async function textOf(uri: Uri): Promise<string> {
  return new TextDecoder().decode(await workspace.fs.readFile(uri));
}

/** Asks until the answer is yes: VS Code reports many changes after the call has returned. */
export async function eventually(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Not within a minute: ${what}`);
}
