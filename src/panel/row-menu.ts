import type { RefObject } from "preact";
import { type MenuItem, useMenu } from "./menu";
import { useReading } from "./reading";
import type { TableProps } from "./table";

type Needs = Pick<TableProps, "lines" | "onOpen" | "onAction" | "onCopy">;

/** The context menu of a row: what can be done with it, and a copy of it. By mouse, or by the menu key for the active row. */
export function useRowMenu({ lines, onOpen, onAction, onCopy }: Needs, grid: RefObject<HTMLElement | null>) {
  const { words, actions } = useReading();
  const open = useMenu();
  return (event: MouseEvent, active: number) => {
    if (!(event.target instanceof Element)) return;
    const pressed = event.target.closest("[data-index]");
    const index = pressed ? Number(pressed.getAttribute("data-index")) : active;
    const row = lines[index]?.row;
    if (!row) return;
    const items: MenuItem[] = onOpen ? [{ id: "open", label: words.openRow, onPick: () => onOpen(row.id) }] : [];
    const offered = (row.actions ?? []).flatMap((id) => {
      const action = actions.get(id);
      return action ? [{ ...action, onPick: () => onAction?.(id, row.id) }] : [];
    });
    items.push(...offered);
    if (onCopy) {
      items.push(
        { id: "csv", label: words.copyCsv, icon: "copy", onPick: () => onCopy("csv", row.id) },
        { id: "json", label: words.copyJson, icon: "json", onPick: () => onCopy("json", row.id) },
      );
    }
    event.preventDefault();
    if (items.length === 0) return;
    const below = pressed ? undefined : grid.current?.querySelector(`[data-index="${index}"]`)?.getBoundingClientRect();
    const x = below ? below.left + 24 : event.clientX;
    const y = below ? below.bottom : event.clientY;
    open({ label: words.more, items, x, y, from: grid.current });
  };
}
