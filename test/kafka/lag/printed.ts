import type { GroupSample, PartitionSample } from "../../../src/core/lag-source";
import type { Tools } from "../tools";

export type Row = Readonly<Record<string, string>>;

/** What a tool printed as tables, each below the names of its columns; values must have no blanks, but for the last. */
export function tables(output: string): Row[] {
  const rows: Row[] = [];
  let header: readonly string[] = [];
  for (const line of output.split("\n")) {
    const words = line.trim().split(/\s+/);
    if (words[0] === "") header = [];
    else if (words[0] === "GROUP") header = words;
    else if (header.length) {
      rows.push(Object.fromEntries(header.map((name, at) => [name, words[at] ?? ""])));
    }
  }
  return rows;
}

const TOOLS = {
  consumer: "consumer.group.ConsumerGroupCommand",
  share: "consumer.group.ShareGroupCommand",
  streams: "streams.StreamsGroupCommand",
} as const;

/** What the tool for a type of group tells of the groups whose names begin with `prefix`. */
export async function printed(tools: Tools, type: keyof typeof TOOLS, prefix: string, ...args: readonly string[]) {
  const output = await tools.tool(TOOLS[type], ["--describe", "--all-groups", ...args]);
  return inOrder(tables(output).filter(({ GROUP = "" }) => GROUP.startsWith(prefix)));
}

/** The tools print in no order. */
export const inOrder = (rows: readonly Row[]): Row[] =>
  [...rows].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));

/** Only some columns. */
export const picked = (rows: readonly Row[], ...columns: readonly string[]): Row[] =>
  inOrder(rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? ""]))));

/** `kafka-consumer-groups --describe` of our sample. */
export const consumerRows = (groups: readonly GroupSample[]): Row[] =>
  rowsOf(groups, (row, member) => ({
    "CURRENT-OFFSET": dash(row.committed),
    "LOG-END-OFFSET": dash(row.end),
    // The tool subtracts, also where that is negative or counts what is deleted already.
    LAG: row.committed === undefined || row.end === undefined ? "-" : dash(row.end - row.committed),
    "CONSUMER-ID": member?.id ?? "-",
    HOST: member ? `/${member.host}` : "-",
    "CLIENT-ID": member?.clientId ?? "-",
  }));

/** `kafka-share-groups --describe` of our sample. */
export const shareRows = (groups: readonly GroupSample[]): Row[] =>
  rowsOf(groups, (row) => ({ "START-OFFSET": dash(row.committed), LAG: dash(row.lag) }));

/** `kafka-streams-groups --describe` of our sample: where nothing was committed, the tool counts from the log's start. */
export const streamsRows = (groups: readonly GroupSample[]): Row[] =>
  rowsOf(groups, ({ committed, end, logStart, lag }) => ({
    "OFFSET-LAG": dash(committed === undefined && end !== undefined ? end - (logStart ?? 0n) : lag),
  }));

/** `--describe --members --verbose` of our sample. */
export const memberRows = (groups: readonly GroupSample[]): Row[] =>
  inOrder(
    groups.flatMap(({ id, members = [] }) =>
      members.map((member) => ({
        GROUP: id,
        "CONSUMER-ID": member.id,
        HOST: `/${member.host}`,
        "CLIENT-ID": member.clientId,
        "#PARTITIONS": String(member.assigned?.reduce((sum, { partitions }) => sum + partitions.length, 0)),
      })),
    ),
  );

function rowsOf(
  groups: readonly GroupSample[],
  columns: (row: PartitionSample, member: NonNullable<GroupSample["members"]>[number] | undefined) => Row,
): Row[] {
  return inOrder(
    groups.flatMap((group) =>
      group.partitions.map((row) => {
        const member = group.members?.find(({ id }) => id === row.member);
        const { topic, partition } = row;
        return { GROUP: group.id, TOPIC: topic, PARTITION: String(partition), ...columns(row, member) };
      }),
    ),
  );
}

const dash = (value: bigint | undefined): string => (value === undefined ? "-" : String(value));
