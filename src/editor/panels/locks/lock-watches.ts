import type { Memento } from "vscode";
import { segmentBytes } from "../../../core/address";
import type { LockSnapshot, LockStatus } from "../../../locks/snapshot";
import { type Watch, Watches } from "../watches";
import { isSeen, type LockNotice, lockNoticeOf, type Seen } from "./lock-notice";
import type { LockService } from "./lock-service";

/** A lock that the user wants to be told of, with what was last seen of it. */
export type LockWatch = Watch<Seen>;
export type LockWatches = Watches<LockSnapshot, LockStatus, Seen, LockNotice>;

export function createLockWatches(
  service: LockService,
  memento: Memento,
  intervalMs: () => number,
  notify: (watch: LockWatch, notice: LockNotice, lock: LockStatus) => void,
): LockWatches {
  return new Watches(
    {
      key: "locks.watches",
      intervalMs,
      look: (connection, interval, listener) => service.look(connection, interval, listener),
      // One that is free for long would not be looked at any more.
      begin: ({ connection, id }) => service.follow(connection, nameOfId(id)),
      rowsOf: ({ locks }) => new Map(locks.map((lock) => [lock.id, lock])),
      readTold: (value) => (isSeen(value) ? value : undefined),
      noticeOf: lockNoticeOf,
      notify,
    },
    memento,
  );
}

/** The name in a row's id, where the lock may be one server's alone: `<segment>@<host>:<port>`. */
export const nameOfId = (id: string): Uint8Array => segmentBytes(id.replace(/@[^@]*:\d+(\/\d+)?$/, ""));
