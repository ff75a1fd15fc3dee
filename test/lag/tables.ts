import type { GroupSample, LagSource } from "../../src/core/lag-source";
import type { Tools } from "../kafka/tools";
import { NEVER } from "../support/session";

/** The lines of a table of Kafka's tools whose header begins with GROUP, by the names of the columns; sorted. */
function rowsOf(output: string, ...columns: readonly string[]): string[] {
  let header: readonly string[] = [];
  const rows: string[] = [];
  for (const line of output.split("\n")) {
    const cells = line.trim().split(/\s+/);
    if (cells[0] === "GROUP") header = cells;
    else if (header.length && cells.length === header.length) {
      rows.push(columns.map((column) => cells[header.indexOf(column)]).join(" "));
    }
  }
  return rows.sort();
}

const argumentsFor = (groups: readonly string[]) => ["--describe", ...groups.flatMap((group) => ["--group", group])];

/** What `kafka-consumer-groups` says of classic groups and of those by KIP-848, each column; and the samples of the same. */
export async function consumerTable(tools: Tools, lag: LagSource, groups: readonly string[]) {
  const said = await tools.tool("consumer.group.ConsumerGroupCommand", argumentsFor(groups));
  const names = ["GROUP", "TOPIC", "PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET", "LAG"];
  const tool = rowsOf(said, ...names, "CONSUMER-ID", "HOST", "CLIENT-ID");
  const own = await rowsFrom(lag, groups, ({ members }, { topic, partition, committed, end, lag: behind, member }) => {
    const owner = members?.find(({ id }) => id === member);
    // The tool writes hosts as Java does: "/127.0.0.1".
    return [topic, partition, committed, end, behind, owner?.id, owner && `/${owner.host}`, owner?.clientId];
  });
  return { tool, own };
}

/** The same for `kafka-share-groups`, which has no end. */
export async function shareTable(tools: Tools, lag: LagSource, groups: readonly string[]) {
  const said = await tools.tool("consumer.group.ShareGroupCommand", argumentsFor(groups));
  const tool = rowsOf(said, "GROUP", "TOPIC", "PARTITION", "START-OFFSET", "LAG");
  const own = await rowsFrom(lag, groups, (_, { topic, partition, committed, lag: behind }) => [
    topic,
    partition,
    committed,
    behind,
  ]);
  return { tool, own };
}

/** The same for `kafka-streams-groups`, which names no members. It describes one group at a time. */
export async function streamsTable(tools: Tools, lag: LagSource, group: string) {
  const said = await tools.tool("streams.StreamsGroupCommand", [...argumentsFor([group]), "--verbose"]);
  const tool = rowsOf(said, "GROUP", "TOPIC", "PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET", "OFFSET-LAG");
  const own = await rowsFrom(lag, [group], (_, { topic, partition, committed, end, lag: behind }) => [
    topic,
    partition,
    committed,
    end,
    behind,
  ]);
  return { tool, own };
}

type Cell = string | number | bigint | undefined;

async function rowsFrom(
  lag: LagSource,
  groups: readonly string[],
  cells: (group: GroupSample, partition: GroupSample["partitions"][number]) => readonly Cell[],
): Promise<string[]> {
  const sample = await lag.sample({ groups, describe: "all" }, NEVER);
  const rows = sample.groups.flatMap((group) =>
    group.partitions.map((partition) => [group.id, ...cells(group, partition)].map((cell) => cell ?? "-").join(" ")),
  );
  return rows.sort();
}
