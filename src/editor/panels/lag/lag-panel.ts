import type { Address } from "../../../core/address";
import { text } from "../../../core/text";
import type { LagSnapshot } from "../../../lag/snapshot";
import type { PanelKind } from "../kind";
import { TableCache } from "../table-cache";
import { groupDetails } from "./group-details";
import { groupFrame } from "./group-frame";
import { groupRow, groupTable } from "./group-rows";
import { lagRecords } from "./lag-export";
import type { LagService } from "./lag-service";
import type { LagWatches } from "./lag-watches";

/** The Consumer Lag panel: every group of a connection, worst first. */
export function lagPanel(
  service: LagService,
  watches: LagWatches,
  reveal: (connection: Address, group: string) => Promise<void>,
): PanelKind<LagSnapshot> {
  const actions = (connection: Address) => (group: string) => [
    "reveal",
    watches.isWatched(connection, group) ? "unwatch" : "watch",
  ];
  const cache = new TableCache<LagSnapshot>();
  watches.onDidChange(() => cache.forget());
  return {
    id: "lag",
    title: text("Consumer Lag"),
    gone: text("This group no longer exists."),
    frame: groupFrame,
    look: (connection, intervalMs, listener) => service.look(connection, intervalMs, listener),
    table: (snapshot, { reader, connection, closely }) => {
      const byId = new Map(snapshot.groups.map((group) => [group.sample.id, group]));
      const offered = actions(connection);
      return cache.table(
        snapshot,
        () => groupTable(snapshot, reader, offered),
        (id) => {
          const group = closely.has(id) ? byId.get(id) : undefined;
          return group && groupRow(group, reader, offered(id), true);
        },
      );
    },
    details: (snapshot, group, { reader, connection }) =>
      groupDetails(snapshot, group, reader, actions(connection)(group)),
    records: lagRecords,
    act: async (action, group, connection) => {
      if (action === "reveal") await reveal(connection, group);
      else if (action === "watch") await watches.watch(connection, group);
      else if (action === "unwatch") await watches.stop(connection, group);
    },
    onDidChange: (listener) => watches.onDidChange(listener),
  };
}
