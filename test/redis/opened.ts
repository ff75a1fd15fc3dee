import { type Address, child, root } from "../../src/core/address";
import type { Node, Page, PageRequest, Session, Values } from "../../src/core/contract";
import { english, renderAll } from "../../src/core/render";
import { namespaceAt } from "../../src/redis/go-to";
import { redis } from "../../src/redis/system";
import { NEVER, openSystem, type SessionOptions, say, using } from "../support/session";

/** A session as the pool would open it. The caller closes it. */
export const opened = (values: Values, options: SessionOptions = {}): Promise<Session> =>
  openSystem(redis, "redis", values, options);

/** Opens, uses, and closes in any case. */
export const withSession = <T>(
  values: Values,
  options: SessionOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> => using(opened(values, options), use);

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

export const partialText = (page: Page): string => say(page.partial?.text);
