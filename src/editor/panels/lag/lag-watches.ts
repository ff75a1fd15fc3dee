import type { Memento } from "vscode";
import { type GroupLag, type LagSnapshot, VERDICTS, type VerdictState } from "../../../lag/snapshot";
import { type Watch, Watches } from "../watches";
import type { LagService } from "./lag-service";
import { type Notice, noticeOf } from "./watch-notice";

/** A consumer group that the user wants to be told of, with the verdict that the user was last told. */
export type GroupWatch = Watch<VerdictState>;
export type LagWatches = Watches<LagSnapshot, GroupLag, VerdictState, Notice>;

export function createLagWatches(
  service: LagService,
  memento: Memento,
  intervalMs: () => number,
  notify: (watch: GroupWatch, notice: Notice, lag: GroupLag) => void,
): LagWatches {
  return new Watches(
    {
      key: "lag.watches",
      intervalMs,
      look: (connection, interval, listener) => service.look(connection, interval, listener),
      rowsOf: ({ groups }) => new Map(groups.map((group) => [group.sample.id, group])),
      readTold: (value) => VERDICTS.find((state) => state === value),
      noticeOf: (told, { verdict: { state } }) => {
        const notice = noticeOf(told, state);
        return notice && { told: state, notice };
      },
      notify,
    },
    memento,
  );
}
