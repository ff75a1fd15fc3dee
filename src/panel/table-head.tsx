import { useRef, useState } from "preact/hooks";
import { fill } from "./format";
import { Icon } from "./icons";
import type { Column, Sort } from "./protocol";
import { useReading } from "./reading";

interface HeadProps {
  readonly columns: readonly Column[];
  readonly sort?: Sort;
  readonly onSort: (column: Column) => void;
  /** moves the focus into the rows */
  readonly onLeave: () => void;
  readonly hasActions: boolean;
}

/** The heads of the columns: one stop for the Tab key, the arrows go from head to head. */
export function TableHead({ columns, sort, onSort, onLeave, hasActions }: HeadProps) {
  const { words } = useReading();
  const [stop, setStop] = useState(0);
  const row = useRef<HTMLTableRowElement>(null);
  const sortable = columns.filter((column) => column.sortable);
  const current = Math.min(stop, sortable.length - 1);

  const onKeyDown = (event: KeyboardEvent) => {
    const last = sortable.length - 1;
    const next = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: last }[event.key];
    if (next !== undefined) {
      const to = Math.min(last, Math.max(0, next));
      setStop(to);
      row.current?.querySelectorAll("button")[to]?.focus();
    } else if (event.key === "ArrowDown") onLeave();
    else return;
    event.preventDefault();
  };

  return (
    <thead>
      <tr ref={row} aria-rowindex={1} onKeyDown={onKeyDown}>
        {columns.map((column) => (
          <Head
            key={column.id}
            column={column}
            sort={sort?.column === column.id ? sort : undefined}
            tabIndex={column === sortable[current] ? 0 : -1}
            hint={column.help ?? (column.sortable ? fill(words.sortBy, column.label) : undefined)}
            onPress={() => {
              setStop(sortable.indexOf(column));
              onSort(column);
            }}
          />
        ))}
        {hasActions ? (
          <th scope="col" class="hidden">
            {words.more}
          </th>
        ) : null}
      </tr>
    </thead>
  );
}

interface OneHeadProps {
  readonly column: Column;
  readonly sort?: Sort;
  readonly tabIndex: number;
  readonly hint?: string;
  readonly onPress: () => void;
}

function Head({ column, sort, tabIndex, hint, onPress }: OneHeadProps) {
  const { id, label, align = "start", sortable } = column;
  const order = sort && (sort.descending ? "descending" : "ascending");
  return (
    <th scope="col" class={`align-${align}`} aria-sort={sortable ? (order ?? "none") : undefined} title={hint}>
      {sortable ? (
        <button type="button" class="sort" tabIndex={tabIndex} onClick={onPress} data-column={id}>
          <span class="text">{label}</span>
          {sort ? <Icon name={sort.descending ? "arrow-down" : "arrow-up"} /> : null}
        </button>
      ) : (
        <span class="text">{label}</span>
      )}
    </th>
  );
}
