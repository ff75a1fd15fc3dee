import { type Reader, render } from "../../../core/render";
import { type Text, text } from "../../../core/text";
import type { Column } from "../../../panel/protocol";
import type { FrameParts } from "../kind";

/** What stays the same in the lag panel: its columns and what a row offers. */
export function groupFrame(reader: Reader): FrameParts {
  const said = (sentence: Text): string => render(sentence, reader);
  const column = (id: string, label: Text, help: Text | undefined, more: Partial<Column>): Column => ({
    id,
    label: said(label),
    ...(help ? { help: said(help) } : {}),
    sortable: true,
    ...more,
  });
  return {
    columns: [
      column("group", text("Group"), undefined, { grow: 4, minWidth: 140 }),
      column(
        "verdict",
        text("Verdict"),
        text("The assessment of the group, by its worst partition. Open a row for the explanation."),
        {
          grow: 2,
          minWidth: 150,
        },
      ),
      column("lag", text("Lag"), text("Records behind the end of the log, all partitions together."), {
        align: "end",
        minWidth: 80,
      }),
      column(
        "timeLag",
        text("Time Lag"),
        text("How long the next record to be read has waited; ≈ marks an interpolated value."),
        {
          align: "end",
          minWidth: 90,
        },
      ),
      column("trend", text("Trend"), text("The lag at the last readings."), { grow: 2, minWidth: 90 }),
      column("in", text("In"), text("Records per second that are written."), { align: "end", minWidth: 70 }),
      column("out", text("Out"), text("Records per second that are committed."), { align: "end", minWidth: 70 }),
      column(
        "eta",
        text("ETA"),
        text("When the group catches up at the present rate, or when unread records are deleted."),
        {
          align: "end",
          minWidth: 100,
        },
      ),
      column("state", text("State"), text("As reported by the group's coordinator."), { grow: 2, minWidth: 90 }),
      column("type", text("Type"), undefined, { minWidth: 80 }),
      column("members", text("Members"), text("Read only for the rows in view."), { align: "end", minWidth: 70 }),
      column("topics", text("Topics"), undefined, { align: "end", minWidth: 60 }),
    ],
    actions: [
      { id: "reveal", label: said(text("Show in View")), icon: "list-tree" },
      { id: "watch", label: said(text("Watch This Consumer Group")), icon: "eye" },
      { id: "unwatch", label: said(text("Stop Watching This Consumer Group")), icon: "eye-closed" },
    ],
    noRows: said(text("There are no consumer groups.")),
  };
}
