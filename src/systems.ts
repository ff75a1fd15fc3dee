import type { System } from "./core/contract";
import { hdfs } from "./hdfs/system";
import { kafka } from "./kafka/system";
import { redis } from "./redis/system";

/** Every system that Cluster Observer knows, in the order of the sidebar. A new one is a folder and a line here. */
export const systems: readonly System[] = [hdfs, redis, kafka];

export function systemOf(id: string): System | undefined {
  return systems.find((system) => system.id === id);
}
