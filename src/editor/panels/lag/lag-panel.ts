import type { Address } from "../../../core/address";
import { text } from "../../../core/text";
import type { LagSnapshot } from "../../../lag/snapshot";
import type { PanelKind, Table } from "../kind";
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
  // Scrolling asks for the rows of the same snapshot again and again: only those in sight are written anew.
  let tables = new WeakMap<LagSnapshot, Promise<Table>>();
  watches.onDidChange(() => {
    tables = new WeakMap();
  });
  return {
    id: "lag",
    title: text("Consumer Lag"),
    gone: text("This group no longer exists."),
    frame: groupFrame,
    look: (connection, intervalMs, listener) => service.look(connection, intervalMs, listener),
    table: async (snapshot, { reader, connection, closely }) => {
      const written = tables.get(snapshot) ?? groupTable(snapshot, reader, actions(connection));
      tables.set(snapshot, written);
      const table = await written;
      const rows = snapshot.groups.map((group, index) => {
        const row = table.rows[index];
        const { id } = group.sample;
        return row && !closely.has(id) ? row : groupRow(group, reader, actions(connection)(id), true);
      });
      return { ...table, rows };
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
