import { shown } from "../core/bytes";
import type { Fact } from "../core/contract";
import { Failure, hasCode, isFailure } from "../core/failure";
import { count, duration, size, type Text, text, time, verbatim } from "../core/text";
import { atMost, type Call } from "./call";
import type { Client } from "./client";
import { integer, member, own, parseJson, string } from "./json";
import { type Path, showPath } from "./path";
import { permissionOctal, permissionText } from "./permission";
import type { FileStatus } from "./status";

/** milliseconds after which counting what a directory holds is given up */
const COUNTING = 2_000;

/** What the tooltip of a path says. */
export async function describePath(client: Client, path: Path, call: Call): Promise<readonly Fact[]> {
  const status = await client.status(path, call);
  const [content, acl, attributes] = await Promise.all([
    status.type === "directory" ? contentFacts(client, path, call) : [],
    status.hasAcl ? aclFacts(client, path, call) : [],
    attributeFacts(client, path, call),
  ]);
  return [...statusFacts(path, status), ...content, ...acl, ...attributes];
}

function* statusFacts(path: Path, status: FileStatus): Generator<Fact> {
  yield fact(text("Path"), verbatim(showPath(path)));
  if (status.target !== undefined) yield fact(text("Leads to"), verbatim(shown(status.target)));
  if (status.type === "file") yield* fileFacts(status);
  if (status.children !== undefined && status.type === "directory") yield fact(text("Entries"), count(status.children));
  if (status.owner !== undefined) yield fact(text("Owner"), verbatim(shown(status.owner)));
  if (status.group !== undefined) yield fact(text("Group"), verbatim(shown(status.group)));
  if (status.permission !== undefined)
    yield fact(
      text("Permission"),
      verbatim(`${permissionText(status.permission)} (${permissionOctal(status.permission)})`),
    );
  if (status.modified) yield fact(text("Modified"), time(status.modified));
  if (status.accessed) yield fact(text("Accessed"), time(status.accessed));
  if (status.encrypted) yield fact(text("Encrypted"), text("yes"));
  if (status.snapshots) yield fact(text("Snapshots"), text("allowed"));
}

function* fileFacts({ length, replication, blockSize, erasureCoded, erasurePolicy }: FileStatus): Generator<Fact> {
  if (length !== undefined) yield fact(text("Size"), exactSize(length));
  if (erasureCoded) yield fact(text("Erasure coding"), verbatim(shown(erasurePolicy ?? "?")));
  else if (replication) yield fact(text("Replication"), count(replication));
  if (!blockSize || blockSize < 0n) return;
  yield fact(text("Block size"), size(blockSize));
  if (length !== undefined && !erasureCoded) yield fact(text("Blocks"), count((length + blockSize - 1n) / blockSize));
}

/** Counting can be long work for a NameNode: the root's totals are always at hand, others are given a little time. */
async function contentFacts(client: Client, path: Path, call: Call): Promise<readonly Fact[]> {
  try {
    if (path.length === 0) {
      const usage = member(await client.json("GETQUOTAUSAGE", path, {}, call), "QuotaUsage");
      const [all, space] = [integer(own(usage, "fileAndDirectoryCount")), integer(own(usage, "spaceConsumed"))];
      return [...some(text("Files and directories"), all, count), ...some(text("Space used"), space, exactSize)];
    }
    const json = await client.json("GETCONTENTSUMMARY", path, {}, atMost(call, COUNTING));
    const summary = member(json, "ContentSummary");
    const of = (name: string) => integer(own(summary, name));
    return [
      ...some(text("Directories below"), decrement(of("directoryCount")), count),
      ...some(text("Files below"), of("fileCount"), count),
      ...some(text("Size of all files"), of("length"), exactSize),
      ...some(text("Space used"), of("spaceConsumed"), exactSize),
      ...some(text("Quota of names"), positive(of("quota")), count),
      ...some(text("Quota of space"), positive(of("spaceQuota")), exactSize),
    ];
  } catch (error) {
    if (hasCode(error, "timeout"))
      return [fact(text("Content"), text("unknown: not counted within {0}", duration(COUNTING)))];
    return unknownFacts(text("Content"), error);
  }
}

async function aclFacts(client: Client, path: Path, call: Call): Promise<readonly Fact[]> {
  try {
    const json = await client.json("GETACLSTATUS", path, {}, call);
    const entries = own(member(json, "AclStatus"), "entries");
    const shownEntries = Array.isArray(entries) ? entries.filter((entry) => typeof entry === "string") : [];
    return [fact(text("Access control list"), verbatim(shown(shownEntries.join(", "))))];
  } catch (error) {
    return unknownFacts(text("Access control list"), error);
  }
}

/** Names only: values may be secrets. `XAttrNames` is JSON inside a string. */
async function attributeFacts(client: Client, path: Path, call: Call): Promise<readonly Fact[]> {
  try {
    const json = await client.json("LISTXATTRS", path, {}, call);
    const names: unknown = parseJson(string(own(json, "XAttrNames")) ?? "[]");
    const known = Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
    return known.length ? [fact(text("Extended attributes"), verbatim(shown(known.join(", "))))] : [];
  } catch (error) {
    return unknownFacts(text("Extended attributes"), error);
  }
}

/** A part that this server cannot give, or not to this user, does not take the other facts with it. */
function unknownFacts(label: Text, error: unknown): readonly Fact[] {
  if (!(error instanceof SyntaxError) && !(isFailure(error) && PARTIAL.has(error.code))) throw error;
  if (hasCode(error, "unsupported") || hasCode(error, "unknown")) return [];
  return [fact(label, error instanceof Failure ? text("unknown: {0}", error.what) : text("unknown"))];
}

const PARTIAL: ReadonlySet<string> = new Set(["denied", "unsupported", "unknown", "notFound", "timeout", "protocol"]);

const fact = (label: Text, value: Text): Fact => ({ label, value });

function some(label: Text, value: bigint | undefined, show: (value: bigint) => Text): readonly Fact[] {
  return value === undefined ? [] : [fact(label, show(value))];
}

const decrement = (value: bigint | undefined): bigint | undefined => (value === undefined ? undefined : value - 1n);

/** HDFS writes -1 for "none". */
const positive = (value: bigint | undefined): bigint | undefined =>
  value !== undefined && value >= 0n ? value : undefined;

function exactSize(value: bigint): Text {
  return value < 1024n ? size(value) : text("{0} ({1} bytes)", size(value), count(value));
}
