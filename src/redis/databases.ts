import type { Address } from "../core/address";
import type { Node, Page, PageRequest, Partial } from "../core/contract";
import { Failure, isFailure } from "../core/failure";
import { count, text } from "../core/text";
import type { Command } from "./allowed";
import type { Deployment } from "./deployment";
import { assertGoingOn } from "./keyspace/slices";
import { databaseNode } from "./nodes";
import { infoIn, numberIn, type Reply } from "./replies";

/** What INFO tells of one database. */
export interface DatabaseFacts {
  readonly keys: number;
  readonly expires: number;
  /** milliseconds */
  readonly averageTtl: number | undefined;
}

export interface Databases {
  readonly facts: ReadonlyMap<number, DatabaseFacts>;
  /** nodes that gave no answer: the figures are without them */
  readonly missing: number;
}

/** The databases that hold keys, over all nodes; undefined where the user may not run INFO. */
export async function readDatabases(
  deployment: Deployment,
  db: number,
  signal: AbortSignal,
): Promise<Databases | undefined> {
  const told = await askNodes(deployment, db, ["INFO", "keyspace"], signal);
  if (!told) return undefined;
  const databases = new Map<number, DatabaseFacts>();
  for (const info of told.replies) {
    for (const [name, line] of infoIn(info)) {
      const number = /^db(\d+)$/.exec(name)?.[1];
      if (number === undefined) continue;
      const facts = new Map(line.split(",").map(splitPair));
      const before = databases.get(Number(number));
      databases.set(Number(number), {
        keys: (before?.keys ?? 0) + (facts.get("keys") ?? 0),
        expires: (before?.expires ?? 0) + (facts.get("expires") ?? 0),
        // An average over several nodes would need their weights.
        averageTtl: before ? undefined : facts.get("avg_ttl"),
      });
    }
  }
  return { facts: databases, missing: told.missing };
}

function splitPair(part: string): [string, number] {
  const [name = "", value = ""] = part.split("=");
  return [name, Number(value)];
}

/** The number of keys of one database, over all nodes; undefined where the user may not ask or a node is missing. */
export async function countKeys(deployment: Deployment, db: number, signal: AbortSignal): Promise<number | undefined> {
  const told = await askNodes(deployment, db, ["DBSIZE"], signal);
  if (!told || told.missing) return undefined;
  return told.replies.map(numberIn).reduce((sum, keys) => sum + keys, 0);
}

/** Asks every node; undefined where that is denied. Rejects where no node answers. */
async function askNodes(
  deployment: Deployment,
  db: number,
  command: Command,
  signal: AbortSignal,
): Promise<{ readonly replies: readonly Reply[]; readonly missing: number } | undefined> {
  const nodes = await deployment.nodes(signal);
  const outcomes = await Promise.all(
    nodes.map((node) =>
      node.callAmong(nodes.length, db, command, signal).catch((error: unknown): Failure => failureIn(error)),
    ),
  );
  assertGoingOn(signal);
  const failures = outcomes.filter((outcome) => isFailure(outcome));
  if (failures.some((failure) => failure.code === "denied")) return undefined;
  const replies = outcomes.filter((outcome): outcome is Reply => !isFailure(outcome));
  if (!replies.length && failures[0]) throw failures[0];
  return { replies, missing: failures.length };
}

function failureIn(error: unknown): Failure {
  if (isFailure(error)) return error;
  throw error;
}

/**
 * The databases that hold keys, and the ones that a developer expects: 0 and that of the URL. A filter is one of keys:
 * it leaves no database out.
 * @param home the database of the URL
 */
export async function listDatabases(
  deployment: Deployment,
  root: Address,
  home: number,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page> {
  const known = await readDatabases(deployment, home, signal);
  const after = request.cursor === undefined ? -1 : Number(request.cursor);
  if (Number.isNaN(after)) {
    throw new Failure({ code: "invalid", what: text("“{0}” is not the number of a database.", request.cursor ?? "") });
  }
  const numbers = [...new Set([0, home, ...(known?.facts.keys() ?? [])])].sort((a, b) => a - b);
  const rows = numbers.filter((db) => db > after);
  const page = rows.slice(0, request.limit);
  const nodes: Node[] = [];
  for (const db of page) {
    const keys = known ? (known.facts.get(db)?.keys ?? 0) : await countKeys(deployment, db, signal);
    nodes.push(databaseNode(root, db, { keys, atLeast: (known?.missing ?? 0) > 0 }));
  }
  const partial = partialOf(known);
  return {
    nodes,
    ...(rows.length > page.length ? { next: `${page.at(-1)}`, left: rows.length - page.length } : {}),
    complete: partial === undefined,
    ...(partial ? { partial } : {}),
  };
}

function partialOf(known: Databases | undefined): Partial | undefined {
  if (!known) return { state: "final", text: text("Your user may not run INFO: other databases may hold keys, too.") };
  if (!known.missing) return undefined;
  return {
    state: "final",
    text: text("Nodes that did not answer, so that their keys are not counted: {0}.", count(known.missing)),
  };
}
