import { shown } from "../core/bytes";
import type { Fact } from "../core/contract";
import { Failure, isFailure } from "../core/failure";
import { count, duration, size, type Text, text, time, verbatim } from "../core/text";
import type { Command } from "./allowed";
import type { Outcome } from "./client";
import { countKeys, readDatabases } from "./databases";
import type { Deployment } from "./deployment";
import type { Permissions } from "./keys";
import { ttlText } from "./nodes";
import { bigIn, infoIn, numberIn, textIn } from "./replies";

const fact = (label: Text, value: Text): Fact => ({ label, value });

const LENGTHS: Readonly<
  Record<string, { readonly command: string; readonly label: Text; readonly unit: "bytes" | "elements" }>
> = {
  string: { command: "STRLEN", label: text("Length"), unit: "bytes" },
  hash: { command: "HLEN", label: text("Fields"), unit: "elements" },
  list: { command: "LLEN", label: text("Elements"), unit: "elements" },
  set: { command: "SCARD", label: text("Members"), unit: "elements" },
  zset: { command: "ZCARD", label: text("Members"), unit: "elements" },
  stream: { command: "XLEN", label: text("Entries"), unit: "elements" },
};

/** Whether asking for a length or a value leaves the key's idle time as it is, and whether the server counts uses. */
export interface Touching {
  readonly noTouch: boolean;
  readonly countsUses: boolean;
}

/** What the tooltip of a key says. Nothing that is asked here counts as a use of the key. */
export async function describeKey(
  deployment: Deployment,
  permissions: Permissions,
  db: number,
  key: Buffer,
  { noTouch, countsUses }: Touching,
  signal: AbortSignal,
): Promise<readonly Fact[]> {
  const use = countsUses ? "FREQ" : "IDLETIME";
  const wanted: readonly Command[] = [
    ["TYPE", key],
    ["PTTL", key],
    ["OBJECT", "ENCODING", key],
    ["OBJECT", use, key],
    ["MEMORY", "USAGE", key],
  ];
  const names = ["type", "ttl", "encoding", "use", "memory"];
  const asked = wanted.filter((_, index) => permissions.may(names[index] ?? ""));
  const outcomes = await deployment.batch(
    db,
    asked.map((command) => ({ key, command })),
    signal,
  );
  const outcomeOf = (name: string) => {
    const index = asked.indexOf(wanted[names.indexOf(name)] ?? ["TYPE"]);
    return index < 0 ? undefined : outcomes[index];
  };
  const type = permissions.learn("type", outcomeOf("type"), textIn);
  const ttl = permissions.learn("ttl", outcomeOf("ttl"), numberIn);
  if (type === "none" || ttl === -2) {
    throw new Failure({ code: "notFound", what: text("The key {0} is not there any more.", shown(key)) });
  }
  const encoding = permissions.learn("encoding", outcomeOf("encoding"), (reply) =>
    reply === null ? undefined : textIn(reply),
  );
  const uses = permissions.learn("use", outcomeOf("use"), (reply) => (reply === null ? undefined : numberIn(reply)));
  const memory = permissions.learn("memory", outcomeOf("memory"), (reply) =>
    reply === null ? undefined : bigIn(reply),
  );
  const length = type === undefined ? undefined : await lengthFact(deployment, db, key, type, noTouch, signal);
  return [
    fact(text("Key"), verbatim(key.length === 0 ? '""' : shown(key))),
    fact(text("Type"), type === undefined ? text("not told to your user") : verbatim(shown(type))),
    ...(encoding === undefined ? [] : [fact(text("Encoding"), verbatim(shown(encoding)))]),
    ...(length ? [length] : []),
    ...(memory === undefined ? [] : [fact(text("Memory"), size(memory))]),
    ...(ttl === undefined
      ? []
      : [fact(text("Expires"), ttl < 0 ? ttlText(ttl) : text("{0} (in {1})", time(Date.now() + ttl), duration(ttl)))]),
    ...(uses === undefined
      ? []
      : [
          countsUses
            ? fact(text("Frequency of use"), text("{0} of 255", count(uses)))
            : fact(text("Idle for"), duration(uses * 1000)),
        ]),
  ];
}

async function lengthFact(
  deployment: Deployment,
  db: number,
  key: Buffer,
  type: string,
  noTouch: boolean,
  signal: AbortSignal,
): Promise<Fact | undefined> {
  const length = LENGTHS[type];
  if (!length) return undefined;
  // Asking for the length is a use of the key on servers that cannot be told otherwise, and pointing at a row is none.
  if (!noTouch) return fact(length.label, text("shown when opened: asking would count as a use on this server"));
  const [outcome] = await deployment.batch(db, [{ key, command: [length.command, key] }], signal);
  if (outcome === undefined || isFailure(outcome)) return undefined;
  const value = bigIn(outcome);
  return fact(length.label, length.unit === "bytes" ? size(value) : count(value));
}

/** What the tooltip of a database says. */
export async function describeDatabase(
  deployment: Deployment,
  home: number,
  db: number,
  signal: AbortSignal,
): Promise<readonly Fact[]> {
  const known = await readDatabases(deployment, home, signal);
  const facts = known?.facts.get(db);
  const keys = known ? (facts?.keys ?? 0) : await countKeys(deployment, db, signal);
  return [
    fact(text("Database"), count(db)),
    fact(
      text("Keys"),
      keys === undefined ? text("not told to your user") : known?.missing ? text("≥ {0}", count(keys)) : count(keys),
    ),
    ...(facts ? [fact(text("Keys with a TTL"), count(facts.expires))] : []),
    ...(facts?.averageTtl ? [fact(text("Average TTL"), duration(facts.averageTtl))] : []),
  ];
}

/** What the tooltip of a connection says, of every node. */
export async function describeServer(
  deployment: Deployment,
  home: number,
  signal: AbortSignal,
): Promise<readonly Fact[]> {
  const nodes = await deployment.nodes(signal);
  const [only] = nodes;
  if (only && nodes.length === 1) {
    const info = infoOf(await only.batch(home, ABOUT_SERVER, signal));
    return [fact(text("Server"), verbatim(only.place)), ...aboutServer(info)];
  }
  const told = await Promise.all(
    nodes.map(async (node) => {
      const label = text("Node {0}", node.place);
      try {
        const info = infoOf(await node.batchBriefly(home, ABOUT_SERVER, signal));
        return [fact(label, verbatim(info.get("redis_version") ?? "?")), ...aboutServer(info)];
      } catch (error) {
        if (signal.aborted || !isFailure(error)) throw error;
        return [fact(label, error.what)];
      }
    }),
  );
  return told.flat();
}

const ABOUT_SERVER: readonly Command[] = [
  ["INFO", "server"],
  ["INFO", "memory"],
  ["INFO", "clients"],
];

const infoOf = (outcomes: readonly Outcome[]): ReadonlyMap<string, string> =>
  new Map(outcomes.flatMap((outcome) => (isFailure(outcome) ? [] : [...infoIn(outcome)])));

function aboutServer(info: ReadonlyMap<string, string>): readonly Fact[] {
  const [uptime, memory, clients] = ["uptime_in_seconds", "used_memory", "connected_clients"].map((name) =>
    info.get(name),
  );
  return [
    ...(uptime === undefined ? [] : [fact(text("Running for"), duration(Number(uptime) * 1000))]),
    ...(memory === undefined ? [] : [fact(text("Memory"), size(BigInt(memory)))]),
    ...(clients === undefined ? [] : [fact(text("Clients"), count(Number(clients)))]),
  ];
}
