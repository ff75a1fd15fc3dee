import type { Address } from "../../src/core/address";
import { child, root } from "../../src/core/address";
import type { Fact, Session, Values } from "../../src/core/contract";
import { english, render, renderAll } from "../../src/core/render";
import type { Text } from "../../src/core/text";
import { openSession } from "../../src/hdfs/session";

export const NEVER = new AbortController().signal;

export interface Options {
  readonly timeout?: number;
  readonly secret?: string;
  readonly log?: (line: string) => void;
}

/** A session as the pool would open it. The caller closes it. */
export function opened(values: Values, { timeout = 10_000, secret, log }: Options = {}): Promise<Session> {
  const connection = {
    profile: { id: "p", name: "P", access: "observe" },
    name: "hdfs",
    system: "hdfs",
    values,
  } as const;
  const context = {
    secret: async () => secret,
    timeout: () => timeout,
    setting: <T>(_: string, fallback: T) => fallback,
    lost: () => {},
    log: log ?? (() => {}),
  };
  return openSession(connection, context, NEVER);
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

/** The address of a path whose components hold no slash. */
export const at = (...path: readonly string[]): Address => child(root("p", "hdfs"), ...path);

export const say = (part: Text | undefined): string => (part ? render(part, english()) : "");

export const detail = (parts: readonly Text[] | undefined): string => renderAll(parts, english()) ?? "";

/** The facts as `label: value`. */
export const facts = (list: readonly Fact[]): Record<string, string> =>
  Object.fromEntries(list.map(({ label, value }) => [say(label), say(value)]));
