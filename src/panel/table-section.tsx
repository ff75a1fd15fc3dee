import type { RefObject } from "preact";
import { useId, useMemo, useRef, useState } from "preact/hooks";
import { Legend, Shapes } from "./bar";
import { figure } from "./format";
import { linesOf } from "./lines";
import type { Section, Sort } from "./protocol";
import { useReading } from "./reading";
import { Folding } from "./section";
import { Table } from "./table";

interface TableSectionProps {
  readonly section: Extract<Section, { kind: "table" }>;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly onAction: (action: string, row: string) => void;
}

/** a table with more rows than this has a filter of its own, and begins folded where its rows belong to others */
const FEW = 40;

export function TableSection({ section, scroller, onAction }: TableSectionProps) {
  const { words, locale } = useReading();
  const id = useId();
  const [sort, setSort] = useState<Sort>();
  const [filter, setFilter] = useState("");
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const { title, columns, rows, empty } = section;
  // Rows that only hold others are not counted: 12 partitions of 2 topics are 12.
  const parts = useMemo(() => {
    const holders = new Set(rows.map(({ parent }) => parent));
    return rows.filter((row) => !holders.has(row.id)).length;
  }, [rows]);
  const many = rows.length > FEW;
  const shapes = useRef(new Shapes()).current.learn(rows, columns);
  const lines = useMemo(
    () => linesOf(rows, { sort, locale, filter, isOpen: (row) => folds.get(row) ?? !many }),
    [rows, sort, locale, filter, folds, many],
  );
  const tools = (
    <>
      <span class="muted">{figure(parts, locale)}</span>
      {many || filter ? (
        <input
          type="text"
          class="small-filter"
          spellcheck={false}
          placeholder={words.filter}
          aria-label={`${words.filter}: ${title}`}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      ) : null}
    </>
  );
  return (
    <Folding title={title} tools={tools}>
      <Table
        id={id}
        label={title}
        columns={columns}
        lines={lines}
        scroller={scroller}
        shapes={shapes}
        sort={sort}
        onSort={setSort}
        onFold={(row, open) => setFolds(new Map(folds).set(row, open))}
        onAction={onAction}
      />
      {lines.length === 0 ? <p class="empty">{rows.length ? words.noMatch : empty}</p> : null}
      <Legend shapes={shapes} />
    </Folding>
  );
}
