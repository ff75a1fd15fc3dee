import { Failure, hasCode } from "../../core/failure";
import { text } from "../../core/text";
import { jsonBody, type Params } from "../client";
import { integer, type Json, member, own, smallInteger, string } from "../json";
import { joinPath, type Path, showPath } from "../path";
import type { FileStatus } from "../status";
import type { Acting } from "./editing";
import { changeFailure } from "./problems";

/** What stands at a path; undefined where nothing does. */
export async function statusAt({ client, call }: Acting, path: Path): Promise<FileStatus | undefined> {
  try {
    return await client.status(path, call());
  } catch (error) {
    if (hasCode(error, "notFound")) return undefined;
    throw error;
  }
}

/** With all that is missing above it. `permission`: octal digits. */
export async function makeDirectory(acting: Acting, path: Path, permission?: string): Promise<void> {
  const made = await change(acting, "PUT", "MKDIRS", path, permission === undefined ? {} : { permission });
  if (!made) throw refused(path);
}

/**
 * Never onto something: rejects "changed" where `to` is there. With `replace`, a file at `to` is replaced in the same
 * moment.
 */
export async function rename(acting: Acting, from: Path, to: Path, replace = false): Promise<void> {
  const params = { destination: joinPath(to), renameoptions: replace ? "OVERWRITE" : "NONE" };
  const ask = () => change(acting, "PUT", "RENAME", from, params);
  try {
    if (await ask()) return;
    // HttpFS knows no options: the file that is replaced has to go first. Not what is in a directory.
    if (replace && (await remove(acting, to, false)) && (await ask())) return;
    throw refused(from);
  } catch (error) {
    if (await wasMoved(acting, from, to, error)) return;
    // HDFS has several exceptions for this, by what stands there.
    const inTheWay = hasCode(error, "changed") || (hasCode(error, "unknown") && (await statusAt(acting, to)));
    throw inTheWay && !replace ? alreadyThere(to) : error;
  }
}

/** Where the answer did not come, what stands at both places tells. */
async function wasMoved(acting: Acting, from: Path, to: Path, error: unknown): Promise<boolean> {
  if (!hasCode(error, "timeout") && !hasCode(error, "closed")) return false;
  try {
    return (await statusAt(acting, from)) === undefined && (await statusAt(acting, to)) !== undefined;
  } catch {
    return false;
  }
}

export const alreadyThere = (path: Path): Failure =>
  new Failure({
    code: "changed",
    what: text("{0} is there already.", showPath(path)),
    fix: text("Refresh to see it. Choose another name or place, or move it away first."),
  });

/** False where nothing was there. */
export const remove = (acting: Acting, path: Path, recursive = true): Promise<boolean> =>
  change(acting, "DELETE", "DELETE", path, { recursive: String(recursive) });

export async function setPermission(acting: Acting, path: Path, mode: number): Promise<void> {
  await change(acting, "PUT", "SETPERMISSION", path, { permission: mode.toString(8) });
}

export async function setReplication(acting: Acting, path: Path, replication: number): Promise<void> {
  if (!(await change(acting, "PUT", "SETREPLICATION", path, { replication: String(replication) }))) throw refused(path);
}

export interface Content {
  readonly files: bigint;
  /** with the directory itself */
  readonly directories: bigint;
  /** bytes of one replica */
  readonly bytes: bigint;
}

export async function contentOf({ client, call }: Acting, path: Path): Promise<Content> {
  const summary = member(await client.json("GETCONTENTSUMMARY", path, {}, call()), "ContentSummary");
  const figure = (name: string) => integer(own(summary, name)) ?? 0n;
  return { files: figure("fileCount"), directories: figure("directoryCount"), bytes: figure("length") };
}

/** Minutes for which HDFS keeps what is in its trash, 0: it has none; undefined where it does not say. */
export async function trashInterval({ client, call }: Acting): Promise<number | undefined> {
  try {
    const answer = await client.json("GETSERVERDEFAULTS", [], {}, call());
    return smallInteger(own(member(answer, "FsServerDefaults"), "trashInterval"));
  } catch (error) {
    if (hasCode(error, "cancelled")) throw error;
    return undefined;
  }
}

/** The trash that a path goes to: of its user, or of its encryption zone. */
export async function trashRoot({ client, call }: Acting, path: Path): Promise<Path> {
  let root: string | undefined;
  try {
    root = string(own(await client.json("GETTRASHROOT", path, {}, call()), "Path"));
  } catch (error) {
    if (!hasCode(error, "unsupported")) throw error;
    const home = string(own(await client.json("GETHOMEDIRECTORY", [], {}, call()), "Path"));
    root = home && `${home}/.Trash`;
  }
  const components = root
    ?.replace(/^[a-z]+:\/\/[^/]*/i, "")
    .split("/")
    .filter(Boolean);
  if (components?.length) return components;
  throw new Failure({ code: "unsupported", what: text("HDFS does not say where its trash is.") });
}

/** What the server says of it in `{"boolean":…}`; true where it answers nothing. */
async function change(
  { client, call }: Acting,
  method: string,
  operation: string,
  path: Path,
  params: Params,
): Promise<boolean> {
  try {
    return await client.ask(method, operation, path, params, call(), async (message, server) => {
      const empty = message.headers["content-length"] === "0" || !message.headers["content-type"]?.includes("json");
      const answer: Json = empty ? {} : await jsonBody(message, server);
      return own(answer, "boolean") !== false;
    });
  } catch (error) {
    throw changeFailure(error, path);
  }
}

const refused = (path: Path): Failure =>
  new Failure({
    code: "unknown",
    what: text("HDFS did not change {0}, and does not say why.", showPath(path)),
    fix: text("Refresh to see what is there now."),
  });
