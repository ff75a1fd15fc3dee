import type { Node } from "../core/contract";
import { text } from "../core/text";
import type { Keyspace } from "./keyspace/keyspace";
import { countBelow } from "./keyspace/level";
import { namespaceNode } from "./nodes";
import { type Place, placeAt, rowsAbove } from "./places";

/**
 * The row of a namespace: undefined where no key is below. As long as not all keys are scanned, a namespace of which
 * none was seen yet is shown with these words, since only the whole scan could tell that it is not there.
 */
export async function findNamespace(
  keyspace: Keyspace,
  { database, prefix }: Extract<Place, { kind: "namespace" }>,
  delimiter: Buffer,
  signal: AbortSignal,
): Promise<Node | undefined> {
  await keyspace.look("", false, signal);
  const complete = keyspace.progress.state === "complete";
  const keys = countBelow(keyspace.view().names, prefix);
  if (keys === 0 && complete) return undefined;
  // The row above shows what comes before the last part.
  const above = rowsAbove(database, prefix, delimiter)
    .map((row) => placeAt(row))
    .flatMap((place) =>
      place?.kind === "namespace" && place.prefix.length < prefix.length ? [place.prefix.length] : [],
    );
  const node = namespaceNode(database, prefix, above.at(-1) ?? 0, { keys, atLeast: !complete });
  return keys > 0 ? node : { ...node, detail: [text("no key seen yet")], tone: "muted" };
}
