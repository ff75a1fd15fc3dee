import { type Reader, render } from "../../../core/render";
import { type Text, text } from "../../../core/text";
import type { Column } from "../../../panel/protocol";
import type { FrameParts } from "../kind";

/** What stays the same in the lock panel: its columns and what a row offers. */
export function lockFrame(reader: Reader): FrameParts {
  const said = (sentence: Text): string => render(sentence, reader);
  const column = (id: string, label: Text, help: Text | undefined, more: Partial<Column>): Column => ({
    id,
    label: said(label),
    ...(help ? { help: said(help) } : {}),
    sortable: true,
    ...more,
  });
  const end = { align: "end", minWidth: 80 } as const;
  return {
    columns: [
      column("lock", text("Lock"), undefined, { grow: 4, minWidth: 150 }),
      column("state", text("State"), text("The assessment of the lock. Open a row for the evidence."), {
        grow: 2,
        minWidth: 146,
      }),
      column("holder", text("Holder"), text("Who holds it, in the terms of its library."), { grow: 4, minWidth: 140 }),
      column("ttl", text("Time to Live"), text("Counts down between two samples."), { ...end, minWidth: 100 }),
      column("type", text("Type"), text("Its library or convention. A guess is marked: other things look the same."), {
        grow: 3,
        minWidth: 120,
      }),
      column("masters", text("Masters"), text("Masters that agree on the holder, of all that the profile names."), end),
      column(
        "waiters",
        text("Waiters"),
        text("Those who wait for it, where the library leaves a trace of them; otherwise unknown."),
        end,
      ),
      column("fencing", text("Fencing Token"), text("Grows with each holder, so that a late one can be refused."), {
        ...end,
        minWidth: 100,
      }),
    ],
    actions: [
      { id: "reveal", label: said(text("Show in View")), icon: "list-tree" },
      { id: "watch", label: said(text("Watch")), icon: "eye" },
      { id: "unwatch", label: said(text("Stop Watching")), icon: "eye-closed" },
      { id: "listen", label: said(text("Subscribe to Events")), icon: "broadcast" },
      { id: "unlisten", label: said(text("Unsubscribe from Events")), icon: "circle-slash" },
      { id: "extend", label: said(text("Extend…")), icon: "history" },
      { id: "release", label: said(text("Release…")), icon: "unlock" },
    ],
    noRows: said(text("No locks were found.")),
  };
}
