import { type Address, segmentText } from "../../../core/address";

/** What an address means to the lag panel: one group, or the groups that read a topic. */
export interface LagPlace {
  readonly group?: string;
  readonly topic?: string;
}

export const GROUPS_KIND = "kafka.groups";
export const GROUP_KIND = "kafka.group";

/** Members belong to their group, partitions and records to their topic. */
export function lagPlace({ path: [list, name] }: Address): LagPlace {
  const shown = name === undefined ? undefined : segmentText(name);
  if (shown === undefined) return {};
  if (list === "groups") return { group: shown };
  return list === "topics" ? { topic: shown } : {};
}
