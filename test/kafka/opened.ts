import { type Address, child, root } from "../../src/core/address";
import type { Node, Page, Session, Values } from "../../src/core/contract";
import { english, renderAll } from "../../src/core/render";
import { kafka } from "../../src/kafka/system";
import { NEVER, openSystem, type SessionOptions, using } from "../support/session";

export interface Options extends Omit<SessionOptions, "settings"> {
  readonly showInternal?: boolean;
}

/** A session as the pool would open it. The caller closes it. */
export const opened = (values: Values, { showInternal, ...options }: Options = {}): Promise<Session> =>
  openSystem(kafka, "kafka", values, { ...options, settings: showInternal === undefined ? {} : { showInternal } });

/** Opens, uses, and closes in any case. */
export const withSession = <T>(values: Values, options: Options, use: (session: Session) => Promise<T>): Promise<T> =>
  using(opened(values, options), use);

export const at = (...path: readonly string[]): Address => child(root("p", "kafka"), ...path);

export const detail = (node: Pick<Node, "detail"> | undefined): string => renderAll(node?.detail, english()) ?? "";

/** The rows as `label: detail`. */
export const rows = (page: Page): Record<string, string> =>
  Object.fromEntries(page.nodes.map((node) => [node.label, detail(node)]));

/** All rows, page by page. */
export async function allNodes(session: Session, parent: Address, limit: number, filter?: string): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page: Page = await session.children(parent, { limit, cursor, filter }, NEVER);
    nodes.push(...page.nodes);
    cursor = page.next;
    more = cursor !== undefined;
  }
  return nodes;
}

/** A document as its text, and as what it means. */
export async function document(session: Session, ...path: readonly string[]) {
  const { bytes } = await session.read(at(...path), { offset: 0, length: 64 * 1024 * 1024 }, NEVER);
  const text = Buffer.from(bytes).toString();
  return { text, json: JSON.parse(text) as Record<string, unknown> };
}
