import { type Address, parentOf } from "../../core/address";
import { shown } from "../../core/bytes";
import type { Answers } from "../../core/edit";
import { Failure } from "../../core/failure";
import { type Text, text, verbatim } from "../../core/text";
import { type Path, pathOf, showPath } from "../path";
import type { FileStatus } from "../status";
import { statusAt } from "./changes";
import type { Acting } from "./editing";

/** Something that is edited, as it was when the edit was planned. */
export interface Target {
  readonly address: Address;
  readonly path: Path;
  readonly status: FileStatus;
}

/** The targets that are there, without those that lie in another. */
export async function targetsOf(acting: Acting, addresses: readonly Address[]): Promise<readonly Target[]> {
  const found = new Map<string, Target>();
  for (const address of addresses) {
    const path = pathOf(address);
    const status = path && (await statusAt(acting, path));
    if (!status) throw missing(address);
    const { profile, connection } = address;
    found.set(keyOf(path), { address: { profile, connection, path: address.path }, path, status });
  }
  return [...found.values()].filter(({ path }) => !path.some((_, depth) => found.has(keyOf(path.slice(0, depth)))));
}

/** The one target. */
export async function targetOf(acting: Acting, addresses: readonly Address[]): Promise<Target> {
  const [target, other] = await targetsOf(acting, addresses);
  if (target && !other) return target;
  throw new Failure({ code: "invalid", what: text("Choose one file or directory.") });
}

export async function directoryOf(acting: Acting, addresses: readonly Address[]): Promise<Target> {
  const target = await targetOf(acting, addresses);
  if (target.status.type === "directory") return target;
  throw new Failure({ code: "invalid", what: text("{0} is not a directory.", showPath(target.path)) });
}

export const keyOf = (path: Path): string => path.join("/");

/** True where `path` is `above` or lies in it. */
export const isWithin = (path: Path, above: Path): boolean => above.every((name, index) => path[index] === name);

/** Rejects "changed" where the target is not what it was when the edit was planned. */
export async function assertSame(acting: Acting, { path, status }: Pick<Target, "path" | "status">): Promise<void> {
  const now = await statusAt(acting, path);
  if (now && isSame(now, status)) return;
  throw new Failure({
    code: "changed",
    what: text("{0} has changed meanwhile.", showPath(path)),
    fix: text("Refresh, look at it, and do it again if it is still what you want."),
  });
}

export const isSame = (now: FileStatus, before: FileStatus): boolean =>
  now.type === before.type &&
  now.length === before.length &&
  (now.type === "directory" || now.modified === before.modified);

export function parentAddress({ address }: Target): Address {
  const { profile, connection, path } = parentOf(address) ?? address;
  return { profile, connection, path };
}

function missing(address: Address): Failure {
  const name = verbatim(shown(`/${address.path.join("/")}`));
  return new Failure({ code: "notFound", what: text("{0} is not there.", name) });
}

export function required(answers: Answers, name: string): string {
  const answer = answers[name];
  if (typeof answer === "string" && answer !== "") return answer;
  throw new Failure({ code: "invalid", what: text("“{0}” is missing.", name) });
}

/** Why HDFS cannot hold a file or directory of this name. */
export function nameProblem(name: string): Text | undefined {
  if (name === "") return text("is empty");
  if (name === "." || name === "..") return text("“.” and “..” are not names in HDFS");
  if (name === ".snapshot") return text("HDFS keeps the name {0} for its snapshots", verbatim(name));
  if (name.includes(":")) return text("HDFS allows no colon in a name");
  if (/[/\0]/.test(name) || !name.isWellFormed()) return text("is not a name in HDFS");
  if (Buffer.byteLength(name) > 255) return text("is longer than 255 bytes");
  return undefined;
}

/** The components of what is typed, `a/b` below `base` or `/a/b`; or what is wrong with it. */
export function typedPath(typed: string, base: Path): Path | Text {
  const components = typed.split("/").filter((component) => component !== "");
  for (const component of components) {
    const problem = nameProblem(component);
    if (problem) return problem;
  }
  return typed.startsWith("/") ? components : [...base, ...components];
}

export const isPath = (typed: Path | Text): typed is Path => Array.isArray(typed);

/** The path, or a failure that names what was typed. */
export function pathTyped(typed: string, base: Path): Path {
  const path = typedPath(typed, base);
  if (isPath(path)) return path;
  throw new Failure({ code: "invalid", what: text("“{0}” cannot be used.", typed), why: path });
}
