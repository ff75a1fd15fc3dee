import { setMaxListeners } from "node:events";
import type { Access, Fact, Session, System, Values } from "../../src/core/contract";
import { english, render } from "../../src/core/render";
import type { Text } from "../../src/core/text";

/** A signal that is never aborted. */
export const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

export interface SessionOptions {
  /** milliseconds; a function where opening has more time than what comes later */
  readonly timeout?: number | (() => number);
  readonly secrets?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  readonly lost?: (reason: unknown) => void;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** of the profile: "observe" unless told */
  readonly access?: Access;
}

/** A session as the pool would open it, of the profile `p`. The caller closes it. */
export function openSystem(system: Pick<System, "open">, id: string, values: Values, options: SessionOptions) {
  const { timeout = 10_000, secrets = {}, settings = {}, lost, log, signal = NEVER, access = "observe" } = options;
  const connection = { profile: { id: "p", name: "P", access }, name: id, system: id, values } as const;
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
  return system.open(connection, context, signal);
}

/** Uses a session, and closes it in any case. */
export async function using<T>(opening: Promise<Session>, use: (session: Session) => Promise<T>): Promise<T> {
  const session = await opening;
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

export const say = (part: Text | undefined): string => (part ? render(part, english()) : "");

/** The facts as `label: value`. */
export const facts = (list: readonly Fact[]): Record<string, string> =>
  Object.fromEntries(list.map(({ label, value }) => [say(label), say(value)]));
