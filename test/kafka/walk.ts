import type { Address } from "../../src/core/address";
import type { Session } from "../../src/core/contract";
import { NEVER } from "../support/session";
import { at } from "./opened";

/** Looks at everything there is: every page, row, tooltip and document. Returns how many rows it has seen. */
export async function lookAtAll(session: Session, parent: Address = at()): Promise<number> {
  let seen = 0;
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await session.children(parent, { limit: 50, cursor, refresh: true }, NEVER);
    for (const node of page.nodes) {
      seen++;
      await session.find(node.address, NEVER);
      await session.describe(node.address, NEVER);
      if (node.readable) await session.read(node.address, { offset: 0, length: 1_000 }, NEVER);
      if (node.expandable) seen += await lookAtAll(session, node.address);
    }
    cursor = page.next;
    more = cursor !== undefined;
  }
  return seen;
}
