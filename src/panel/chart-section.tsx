import type { RefObject } from "preact";
import { useId, useMemo, useState } from "preact/hooks";
import { Chart } from "./chart";
import { figure, moment } from "./format";
import { IconButton } from "./icons";
import { linesOf } from "./lines";
import type { Row, Section, Sort } from "./protocol";
import { useReading } from "./reading";
import { Folding } from "./section";
import { Table } from "./table";

type ChartData = Extract<Section, { kind: "chart" }>;

interface ChartSectionProps {
  readonly section: ChartData;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly theme: number;
}

/** A chart, and the same as a table for who cannot see it or wants the figures. */
export function ChartSection({ section, scroller, theme }: ChartSectionProps) {
  const { words } = useReading();
  const [asTable, setAsTable] = useState(false);
  const tools = (
    <>
      <span class="muted">{section.unit}</span>
      <IconButton
        icon={asTable ? "graph-line" : "table"}
        label={asTable ? words.chart : words.chartTable}
        onPress={() => setAsTable(!asTable)}
      />
    </>
  );
  return (
    <Folding title={section.title} tools={tools}>
      {asTable ? <ChartTable section={section} scroller={scroller} /> : <Chart section={section} theme={theme} />}
    </Folding>
  );
}

const TIME = "time";

function ChartTable({ section: { title, times, series }, scroller }: Omit<ChartSectionProps, "theme">) {
  const reading = useReading();
  const { words, locale } = reading;
  const id = useId();
  const [sort, setSort] = useState<Sort>();
  const columns = [
    { id: TIME, label: words.time, sortable: true, minWidth: 120 },
    ...series.map(({ label }, place) => ({ id: `${place}`, label, sortable: true, align: "end" as const })),
  ];
  const rows = useMemo(() => {
    const now = Date.now();
    const values = series.map((one, place) => [`${place}`, one.values] as const);
    return times
      .map((at, index): Row => {
        const cells = values.map(([column, numbers]) => {
          const value = numbers[index] ?? undefined;
          return [column, value === undefined ? "" : { text: figure(value, locale), sort: value }] as const;
        });
        const time = { text: moment(at, reading, now), sort: at };
        return { id: `${at}`, cells: Object.fromEntries([[TIME, time], ...cells]) };
      })
      .reverse();
  }, [times, series, reading, locale]);
  const lines = useMemo(() => linesOf(rows, { sort, locale, isOpen: () => true }), [rows, sort, locale]);
  return (
    <Table id={id} label={title} columns={columns} lines={lines} scroller={scroller} sort={sort} onSort={setSort} />
  );
}
