import { type Address, child, root } from "../../src/core/address";
import type { Session, Values } from "../../src/core/contract";
import { english, renderAll } from "../../src/core/render";
import type { Text } from "../../src/core/text";
import { openSession } from "../../src/hdfs/session";
import { openSystem, type SessionOptions, using } from "../support/session";

export interface Options extends Pick<SessionOptions, "timeout" | "log"> {
  /** the delegation token */
  readonly secret?: string;
}

/** A session as the pool would open it. The caller closes it. */
export const opened = (values: Values, { secret, ...options }: Options = {}): Promise<Session> =>
  openSystem({ open: openSession }, "hdfs", values, {
    ...options,
    secrets: secret === undefined ? {} : { token: secret },
  });

/** Opens, uses, and closes in any case. */
export const withSession = <T>(values: Values, options: Options, use: (session: Session) => Promise<T>): Promise<T> =>
  using(opened(values, options), use);

/** The address of a path whose components hold no slash. */
export const at = (...path: readonly string[]): Address => child(root("p", "hdfs"), ...path);

export const detail = (parts: readonly Text[] | undefined): string => renderAll(parts, english()) ?? "";
