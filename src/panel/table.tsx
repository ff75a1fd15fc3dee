import type { RefObject } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { Shapes } from "./bar";
import { columnsThatFit, gridTemplate, widenFigures } from "./columns";
import type { Line } from "./lines";
import type { Column, Sort } from "./protocol";
import { useRowMenu } from "./row-menu";
import { ROW_HEIGHT, useRowsInSight } from "./rows-in-sight";
import { nextSort } from "./sort";
import { TableHead } from "./table-head";
import { foldEffect, keyTarget } from "./table-keys";
import { TableRow } from "./table-row";

export interface TableProps {
  /** unique on the page */
  readonly id: string;
  readonly label: string;
  readonly columns: readonly Column[];
  readonly lines: readonly Line[];
  /** what scrolls; the table need not be alone in it */
  readonly scroller: RefObject<HTMLElement | null>;
  readonly sort?: Sort;
  readonly onSort: (sort: Sort | undefined) => void;
  /** id of the row whose details are shown */
  readonly open?: string;
  readonly onOpen?: (row: string) => void;
  readonly onFold?: (row: string, open: boolean) => void;
  readonly onAction?: (action: string, row: string) => void;
  readonly onCopy?: (format: "csv" | "json", row: string) => void;
  /** told after each drawing and scrolling: ids of the rows that can be seen */
  readonly onSight?: (rows: readonly string[]) => void;
  readonly shapes?: Shapes;
}

const HEAD_HEIGHT = ROW_HEIGHT;
/** pixels, left and right together: as in the style sheet */
const ROW_PADDING = 12;

/**
 * A table of which only the rows in sight exist. One stop for the Tab key: the arrows move the active row, which
 * `aria-activedescendant` tells to screen readers, since a focused row would vanish when it is scrolled away.
 */
export function Table(props: TableProps) {
  const { id, label, lines, scroller, sort, onSort, open, onOpen, onFold } = props;
  const grid = useRef<HTMLTableElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const ownShapes = useRef(new Shapes());
  const shapes = props.shapes ?? ownShapes.current;
  const [active, setActive] = useState<string>();
  const place = useRef(-1);
  const widths = useRef(new Map<string, number>());
  const menu = useRowMenu(props, grid);

  const { drawn, width, page, reveal } = useRowsInSight(scroller, body, lines.length, HEAD_HEIGHT, ({ from, to }) =>
    props.onSight?.(lines.slice(from, to).map(({ row }) => row.id)),
  );
  const widened = useMemo(() => widenFigures(props.columns, lines, widths.current), [props.columns, lines]);
  const columns = width ? columnsThatFit(widened, width - ROW_PADDING) : widened;
  const tree = lines.some((line) => line.open !== undefined);
  const hasActions = lines.some(({ row }) => row.actions?.length);

  // The active row may have moved with its id; where it is gone, the one that stands in its place now is active.
  const found = active === undefined ? -1 : lines.findIndex(({ row }) => row.id === active);
  if (found >= 0) place.current = found;
  else if (active !== undefined) place.current = Math.min(place.current, lines.length - 1);
  const activeIndex = place.current;

  const goTo = (index: number) => {
    const line = lines[index];
    if (!line) return;
    place.current = index;
    setActive(line.row.id);
    reveal(index);
  };

  const press = (line: Line) => {
    if (onOpen) onOpen(line.row.id);
    else if (line.open !== undefined) onFold?.(line.row.id, !line.open);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== grid.current || event.altKey || event.ctrlKey || event.metaKey) return;
    const line = lines[activeIndex];
    const target = keyTarget(event.key, { count: lines.length, active: activeIndex, page });
    const fold = foldEffect(event.key, lines, activeIndex);
    if (target !== undefined) goTo(target);
    else if (fold && "to" in fold) goTo(fold.to);
    else if (fold && line) onFold?.(line.row.id, fold.open);
    else if (line && (event.key === "Enter" || event.key === " ")) press(line);
    else return;
    event.preventDefault();
  };

  const onClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return;
    const index = Number(event.target.closest("[data-index]")?.getAttribute("data-index") ?? -1);
    const line = lines[index];
    if (!line) return;
    place.current = index;
    setActive(line.row.id);
    grid.current?.focus({ preventScroll: true });
    const action = event.target.closest("[data-action]")?.getAttribute("data-action");
    if (action) props.onAction?.(action, line.row.id);
    else if (line.open !== undefined && event.target.closest("[data-twistie]")) onFold?.(line.row.id, !line.open);
    else press(line);
  };

  const onFocus = () => {
    if (activeIndex >= 0 || lines.length === 0) return;
    goTo(
      Math.max(
        0,
        lines.findIndex(({ row }) => row.id === open),
      ),
    );
  };

  const activeIsDrawn = activeIndex >= drawn.from && activeIndex < drawn.to;
  const aria = {
    role: tree ? ("treegrid" as const) : ("grid" as const),
    tabIndex: 0,
    "aria-label": label,
    "aria-rowcount": lines.length + 1,
    "aria-colcount": columns.length + (hasActions ? 1 : 0),
    "aria-activedescendant": activeIsDrawn ? `${id}-${activeIndex}` : undefined,
  };
  return (
    <table
      class={`grid ${tree ? "tree" : ""}`}
      ref={grid}
      {...aria}
      style={{ "--columns": gridTemplate(columns) }}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onFocus={onFocus}
      onContextMenu={(event) => menu(event, activeIndex)}
    >
      <TableHead
        columns={columns}
        sort={sort}
        hasActions={hasActions}
        onSort={(column) => onSort(nextSort(sort, column.id, largestFirst(column, lines)))}
        onLeave={() => grid.current?.focus()}
      />
      <tbody
        ref={body}
        style={{ height: `${lines.length * ROW_HEIGHT}px`, paddingTop: `${drawn.from * ROW_HEIGHT}px` }}
      >
        {lines.slice(drawn.from, drawn.to).map((line, offset) => {
          const index = drawn.from + offset;
          return (
            <TableRow
              key={line.row.id}
              id={`${id}-${index}`}
              index={index}
              line={line}
              columns={columns}
              shapes={shapes}
              active={index === activeIndex}
              selected={line.row.id === open}
              tree={tree}
              hasActions={hasActions}
            />
          );
        })}
      </tbody>
    </table>
  );
}

/** Figures are looked at from the largest, names from the first. */
function largestFirst(column: Column, lines: readonly Line[]): boolean {
  return column.align === "end" || isDrawing(lines[0]?.row.cells[column.id]);
}

const isDrawing = (cell: Line["row"]["cells"][string] | undefined): boolean =>
  typeof cell === "object" && (cell.kind === "spark" || cell.kind === "bar");
