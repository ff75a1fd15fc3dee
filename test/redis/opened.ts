import { type Address, child, root } from "../../src/core/address";
import type { Access, Fact, Node, Page, PageRequest, Session, Values } from "../../src/core/contract";
import { english, render, renderAll } from "../../src/core/render";
import type { Text } from "../../src/core/text";
import { namespaceAt } from "../../src/redis/go-to";
import { redis } from "../../src/redis/system";

export const NEVER = new AbortController().signal;

export interface Options {
  /** milliseconds; a function where opening has more time than what comes later */
  readonly timeout?: number | (() => number);
  readonly secrets?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  readonly lost?: (reason: unknown) => void;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly access?: Access;
}

/** A session as the pool would open it. The caller closes it. */
export function opened(values: Values, options: Options = {}): Promise<Session> {
  const { timeout = 10_000, secrets = {}, settings = {}, lost, log, signal = NEVER, access = "observe" } = options;
  const connection = {
    profile: { id: "p", name: "P", access },
    name: "redis",
    system: "redis",
    values,
  } as const;
  const context = {
    secret: async (field: string) => secrets[field],
    timeout: typeof timeout === "function" ? timeout : () => timeout,
    setting: <T>(name: string, fallback: T): T => {
      const value = settings[name];
      return typeof value === typeof fallback ? (value as T) : fallback;
    },
    lost: lost ?? (() => {}),
    log: log ?? (() => {}),
  };
  return redis.open(connection, context, signal);
}

/** Opens, uses, and closes in any case. */
export async function withSession<T>(
  values: Values,
  options: Options,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await opened(values, options);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

export const ROOT = root("p", "redis");
export const database = (db: number): Address => child(ROOT, `${db}`);
export const keyAt = (db: number, key: string | Uint8Array): Address => child(database(db), key);
export const below = (db: number, prefix: string | Uint8Array): Address =>
  prefix.length === 0 ? database(db) : namespaceAt(database(db), prefix);

/** The first rows of a level, once the scan is done. */
export async function firstPage(session: Session, parent: Address, limit = 10): Promise<Page> {
  let page = await session.children(parent, { limit }, NEVER);
  while (!page.complete && page.partial?.state !== "final") {
    page = await session.children(parent, { limit, resume: true }, NEVER);
  }
  return page;
}

/** All rows of a level, page by page, once the scan is done. */
export async function allRows(
  session: Session,
  parent: Address,
  request: Partial<PageRequest> = {},
): Promise<readonly Node[]> {
  const limit = request.limit ?? 500;
  let page = await session.children(parent, { ...request, limit }, NEVER);
  while (!page.complete && page.partial?.state !== "final") {
    page = await session.children(parent, { ...request, refresh: false, limit, resume: true }, NEVER);
  }
  const nodes = [...page.nodes];
  while (page.next !== undefined) {
    page = await session.children(parent, { ...request, refresh: false, limit, cursor: page.next }, NEVER);
    nodes.push(...page.nodes);
  }
  return nodes;
}

/** The rows of a level as `label: detail`. */
export const rowsOf = (nodes: readonly Node[]): string[] => nodes.map((node) => `${node.label}: ${details(node)}`);

export const details = (node: Node | undefined): string => renderAll(node?.detail, english()) ?? "";

export const say = (part: Text | undefined): string => (part ? render(part, english()) : "");

export const partialText = (page: Page): string => say(page.partial?.text);

/** The facts as `label: value`. */
export const facts = (list: readonly Fact[]): Record<string, string> =>
  Object.fromEntries(list.map(({ label, value }) => [say(label), say(value)]));
