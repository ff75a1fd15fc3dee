import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Servers } from "./shared";

const SETTING = "clusterObserver.profiles";
const NAME = "local";

/** The profile of the local cluster, as it stands in the settings. */
export function localProfile({ redis, kafka, hdfs }: Servers) {
  return {
    name: NAME,
    access: "observe",
    color: "blue",
    connections: [
      { system: "redis", url: `redis://localhost:${redis.port}` },
      { system: "kafka", brokers: kafka.brokers },
      { system: "hdfs", url: hdfs.url, user: "hadoop" },
    ],
  };
}

/**
 * Writes the profile into a settings.json, beside what is there. A profile of that name which the user has changed
 * stays, until the addresses of the servers are others than those last written (which `memory`, a file, keeps).
 * Returns a line to show where that was not possible.
 */
export function writeLocalProfile(settingsFile: string, servers: Servers, memory: string): string | undefined {
  const profile = localProfile(servers);
  const addresses = `${JSON.stringify(profile.connections)}\n`;
  let settings: Record<string, unknown> = {};
  try {
    if (existsSync(settingsFile)) settings = JSON.parse(readFileSync(settingsFile, "utf8")) as Record<string, unknown>;
  } catch {
    return `The profile “${NAME}” is not written: ${settingsFile} has comments or is not JSON. Its connections are ${addresses.trim()}`;
  }
  const known = settings[SETTING];
  const profiles: unknown[] = Array.isArray(known) ? known : [];
  const present = profiles.findIndex((entry) => nameOf(entry) === NAME);
  const same = existsSync(memory) && readFileSync(memory, "utf8") === addresses;
  if (present >= 0 && same) return undefined;
  const kept = present < 0 ? {} : (profiles[present] as object);
  const renewed = { ...profile, ...kept, connections: profile.connections };
  const all = present < 0 ? [...profiles, renewed] : profiles.with(present, renewed);
  write(settingsFile, `${JSON.stringify({ ...settings, [SETTING]: all }, undefined, 2)}\n`);
  write(memory, addresses);
  return undefined;
}

function nameOf(entry: unknown): unknown {
  return typeof entry === "object" && entry !== null && "name" in entry ? entry.name : undefined;
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
