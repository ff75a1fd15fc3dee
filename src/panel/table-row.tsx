import type { Shapes } from "./bar";
import { CellContent, cellTitle } from "./cell";
import { hasIcon, Icon } from "./icons";
import type { Line } from "./lines";
import type { Column } from "./protocol";
import { useReading } from "./reading";

interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly line: Line;
  readonly columns: readonly Column[];
  readonly shapes: Shapes;
  readonly active: boolean;
  readonly selected: boolean;
  readonly tree: boolean;
  readonly hasActions: boolean;
}

/** One row. What is pressed in it is found out by the table, from `data-…`. */
export function TableRow({ id, index, line, columns, shapes, active, selected, tree, hasActions }: RowProps) {
  const { row, level, position, size, open } = line;
  const place = tree
    ? { "aria-level": level, "aria-posinset": position, "aria-setsize": size, "aria-expanded": open }
    : undefined;
  return (
    <tr
      id={id}
      class={`${active ? "active" : ""} row-${row.tone ?? "none"}`}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      {...place}
    >
      {columns.map((column, at) => (
        <td key={column.id} class={`align-${column.align ?? "start"}`} title={cellTitle(row.cells[column.id])}>
          {at === 0 && tree ? <Twistie level={level} open={open} /> : null}
          <CellContent cell={row.cells[column.id]} shapes={shapes} />
        </td>
      ))}
      {hasActions ? (
        <td class="row-actions">
          <RowActions ids={row.actions ?? []} />
        </td>
      ) : null}
    </tr>
  );
}

const INDENT = 8;

const Twistie = ({ level, open }: { readonly level: number; readonly open?: boolean }) => (
  <span class="twistie" data-twistie style={{ marginLeft: `${(level - 1) * INDENT}px` }}>
    {open === undefined ? null : <Icon name={open ? "chevron-down" : "chevron-right"} />}
  </span>
);

function RowActions({ ids }: { readonly ids: readonly string[] }) {
  const { actions } = useReading();
  return (
    <>
      {ids.map((id) => {
        const action = actions.get(id);
        if (!action?.icon || !hasIcon(action.icon)) return null;
        return (
          <button
            key={id}
            type="button"
            class="icon-button"
            tabIndex={-1}
            aria-label={action.label}
            title={action.label}
            data-action={id}
          >
            <Icon name={action.icon} />
          </button>
        );
      })}
    </>
  );
}
