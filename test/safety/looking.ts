import { setMaxListeners } from "node:events";
import { type Address, root } from "../../src/core/address";
import type { Session, SessionContext, System, Values } from "../../src/core/contract";
import type { SentLog } from "../../src/core/sent";

export const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

export interface Looked {
  readonly rows: number;
  readonly documents: number;
}

export interface Look {
  /** rows of one level that are followed at most */
  readonly most?: number;
  /** only these of the root's rows, by label */
  readonly only?: readonly string[];
  /** called after the tree, with the session still open */
  readonly panels?: (session: Session) => Promise<void>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly sent?: SentLog;
}

/** Opens a connection in `observe` and looks at everything: facts, rights, doors, and every page, row, tooltip and document. */
export async function lookAtEverything(system: System, values: Values, look: Look = {}): Promise<Looked> {
  const context: SessionContext = {
    secret: async (field) => look.secrets?.[field],
    timeout: () => 10_000,
    setting: (_, fallback) => fallback,
    lost: () => {},
    log: () => {},
    sent: look.sent,
  };
  const profile = { id: "p", name: "P", access: "observe" } as const;
  const session = await system.open({ profile, name: system.id, system: system.id, values }, context, NEVER);
  try {
    await session.check(NEVER);
    await session.rights?.(NEVER);
    await session.doors?.(NEVER);
    const looked = await walk(session, root("p", system.id), look, look.only);
    await look.panels?.(session);
    return looked;
  } finally {
    await session.close();
  }
}

async function walk(session: Session, parent: Address, look: Look, only?: readonly string[]): Promise<Looked> {
  let [rows, documents] = [0, 0];
  await session.describe(parent, NEVER);
  await session.children(parent, { limit: 20, filter: "*e*" }, NEVER);
  let page = await session.children(parent, { limit: 20 }, NEVER);
  while (page.partial?.state === "resume" || page.partial?.state === "scanning")
    page = await session.children(parent, { limit: 20, resume: true }, NEVER);
  const nodes = [...page.nodes];
  while (page.next !== undefined) {
    page = await session.children(parent, { limit: 20, cursor: page.next }, NEVER);
    nodes.push(...page.nodes);
  }
  const wanted = only ? nodes.filter(({ label }) => only.includes(label)) : nodes.slice(0, look.most ?? 50);
  for (const node of wanted) {
    rows++;
    await session.find(node.address, NEVER);
    await session.describe(node.address, NEVER);
    if (node.readable) {
      documents++;
      await session.read(node.address, { offset: 0, length: 4_096 }, NEVER);
    }
    if (!node.expandable) continue;
    const below = await walk(session, node.address, look);
    rows += below.rows;
    documents += below.documents;
  }
  return { rows, documents };
}
