import { setMaxListeners } from "node:events";
import { type Address, child, root } from "../../src/core/address";
import type { Access, Fact, Node, Page, Session, Values } from "../../src/core/contract";
import { english, render, renderAll } from "../../src/core/render";
import type { Text } from "../../src/core/text";
import { kafka } from "../../src/kafka/system";

export const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

export interface Options {
  readonly timeout?: number;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly showInternal?: boolean;
  /** of the profile: "observe" unless told */
  readonly access?: Access;
  readonly signal?: AbortSignal;
}

/** A session as the pool would open it. The caller closes it. */
export function opened(values: Values, options: Options = {}): Promise<Session> {
  const { timeout = 10_000, secrets = {}, showInternal, access = "observe", signal = NEVER } = options;
  const connection = {
    profile: { id: "p", name: "P", access },
    name: "kafka",
    system: "kafka",
    values,
  } as const;
  const context = {
    secret: async (field: string) => secrets[field],
    timeout: () => timeout,
    setting: <T>(name: string, fallback: T): T =>
      name === "showInternal" && showInternal !== undefined ? (showInternal as T) : fallback,
    lost: () => {},
    log: () => {},
  };
  return kafka.open(connection, context, signal);
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

export const at = (...path: readonly string[]): Address => child(root("p", "kafka"), ...path);

export const say = (part: Text | undefined): string => (part ? render(part, english()) : "");

export const detail = (node: Pick<Node, "detail"> | undefined): string => renderAll(node?.detail, english()) ?? "";

/** The facts as `label: value`. */
export const facts = (list: readonly Fact[]): Record<string, string> =>
  Object.fromEntries(list.map(({ label, value }) => [say(label), say(value)]));

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
