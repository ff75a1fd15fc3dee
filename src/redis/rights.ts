import type { Fact } from "../core/contract";
import { type Failure, isFailure } from "../core/failure";
import { text, verbatim } from "../core/text";
import { type Command, fullName } from "./allowed";
import { isCommandDenied } from "./failures";
import type { ServerNode } from "./server-node";

/**
 * What a look at a database takes, each tried on a key that nobody has: Redis tells a user's permissions to
 * administrators only. None of these is anything but a question.
 */
const TRIED: readonly Command[] = [
  ["SCAN", "0", "COUNT", "1"],
  ["DBSIZE"],
  ["INFO", "keyspace"],
  ["TYPE", ""],
  ["PTTL", ""],
  ["MEMORY", "USAGE", ""],
  ["GETRANGE", "", "0", "0"],
  ["HSCAN", "", "0"],
  ["LRANGE", "", "0", "0"],
  ["SSCAN", "", "0"],
  ["ZRANGE", "", "0", "0"],
  ["XRANGE", "", "-", "+", "COUNT", "1"],
];

/** Rejects where the user may not even list keys: nothing can be shown then. */
export async function tryCommands(node: ServerNode, db: number, signal: AbortSignal): Promise<readonly Fact[]> {
  const outcomes = await node.batch(db, TRIED, signal);
  const denied = new Map<string, Failure>();
  for (const [index, command] of TRIED.entries()) {
    const outcome = outcomes[index];
    if (isFailure(outcome) && isCommandDenied(outcome)) denied.set(fullName(command), outcome);
  }
  const scan = denied.get("SCAN");
  if (scan) throw scan;
  const names = TRIED.map(fullName);
  const may = names.filter((name) => !denied.has(name));
  return [
    { label: text("Commands that are allowed"), value: verbatim(may.join(", ")) },
    ...(denied.size
      ? [{ label: text("Commands that are denied"), value: verbatim([...denied.keys()].join(", ")) }]
      : []),
  ];
}
