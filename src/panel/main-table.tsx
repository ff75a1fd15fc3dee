import { useEffect, useMemo, useRef } from "preact/hooks";
import { Legend, Shapes } from "./bar";
import { filterRows } from "./filter";
import { figure, fill } from "./format";
import { type Line, linesOf } from "./lines";
import type { PanelModel, PanelState } from "./model";
import type { Frame } from "./protocol";
import { useReading } from "./reading";
import { SightTeller } from "./sight-teller";
import { Skeleton } from "./skeleton";
import { Table } from "./table";

/** The rows that the choices let through, in their order. */
export function useLines({ store, choices: { filter, facets, sort: chosen }, frame }: PanelState): readonly Line[] {
  const sort = chosen ?? frame?.sort;
  const locale = frame?.locale ?? "en";
  const narrowed = useMemo(() => filterRows(store.rows, { filter, facets }), [store, filter, facets]);
  return useMemo(() => linesOf(narrowed, { sort, locale, isOpen: () => true }), [narrowed, sort, locale]);
}

interface MainTableProps {
  readonly model: PanelModel;
  readonly state: PanelState;
  readonly frame: Frame;
  readonly lines: readonly Line[];
}

/** The rows of the panel, with their count below. */
export function MainTable({ model, state, frame, lines }: MainTableProps) {
  const { words, locale } = useReading();
  const scroller = useRef<HTMLDivElement>(null);
  const { store, choices, taken } = state;
  const { open } = choices;
  const shapes = useRef(new Shapes()).current.learn(store.rows, frame.columns);
  const teller = useMemo(() => new SightTeller((rows) => model.post({ type: "inSight", rows })), [model]);
  useEffect(() => () => teller.dispose(), [teller]);

  const [all, shown] = [store.rows.length, lines.length];
  const count =
    all === shown
      ? fill(words.rows, figure(all, locale))
      : fill(words.rowsOf, ...[shown, all].map((n) => figure(n, locale)));
  return (
    <>
      <div class="scroller" ref={scroller}>
        <div>
          <Table
            id="row"
            label={frame.title}
            columns={frame.columns}
            lines={lines}
            scroller={scroller}
            shapes={shapes}
            sort={choices.sort ?? frame.sort}
            onSort={(sort) => model.choose({ sort })}
            open={open}
            onOpen={(row) => model.choose({ open: row })}
            onAction={(action, row) => model.post({ type: "action", action, row })}
            onCopy={(format, row) => model.post({ type: "copy", format, rows: [row] })}
            onSight={(rows) => taken && teller.see(open === undefined || rows.includes(open) ? rows : [...rows, open])}
          />
          {taken ? null : <Skeleton rows={12}>{words.waiting}</Skeleton>}
          {taken && all === 0 ? <p class="empty">{words.noRows}</p> : null}
          {all > 0 && shown === 0 ? <NoMatch model={model} /> : null}
        </div>
      </div>
      <footer>
        <span>{taken ? count : ""}</span>
        <Legend shapes={shapes} />
      </footer>
    </>
  );
}

function NoMatch({ model }: { readonly model: PanelModel }) {
  const { words } = useReading();
  return (
    <p class="empty">
      {words.noMatch}{" "}
      <button type="button" class="link" onClick={() => model.choose({ filter: "", facets: {} })}>
        {words.clearFilter}
      </button>
    </p>
  );
}
