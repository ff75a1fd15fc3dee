import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { chartOptions, colorOf, dashOf } from "./chart-options";
import { useWidth } from "./environment";
import { figure, moment } from "./format";
import type { Section } from "./protocol";
import { useReading } from "./reading";

type ChartData = Extract<Section, { kind: "chart" }>;

interface ChartProps {
  readonly section: ChartData;
  /** another number: the theme has changed */
  readonly theme: number;
}

const HEIGHT = 150;

/** Lines over time. Nothing moves but what the reader moves. */
export function Chart({ section, theme }: ChartProps) {
  const { locale, utc } = useReading();
  const { title, unit, times, series } = section;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const width = useWidth(place);
  const [point, setPoint] = useState<number | null>(null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const labels = JSON.stringify(series.map(({ label }) => label));
  const data = useMemo<uPlot.AlignedData>(
    () => [[...times], ...series.map(({ values }) => [...values])],
    [times, series],
  );
  const latest = useRef(data);
  latest.current = data;

  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = new uPlot(
      chartOptions({
        element,
        theme,
        labels: JSON.parse(labels),
        clock: { locale, utc },
        width: element.clientWidth,
        height: HEIGHT,
        onPoint: setPoint,
      }),
      latest.current,
      element,
    );
    plot.current = made;
    return () => made.destroy();
  }, [theme, labels, locale, utc]);

  useLayoutEffect(() => plot.current?.setData(data), [data]);
  useLayoutEffect(() => {
    if (width) plot.current?.setSize({ width, height: HEIGHT });
  }, [width]);
  useLayoutEffect(() => {
    for (const [index, { label }] of series.entries()) plot.current?.setSeries(index + 1, { show: !hidden.has(label) });
  }, [series, hidden]);

  const toggle = (label: string) => {
    const next = new Set(hidden);
    if (!next.delete(label)) next.add(label);
    setHidden(next);
  };

  return (
    <div class="chart">
      <div class="chart-canvas" ref={place} role="img" aria-label={`${title} (${unit})`} />
      <ChartLegend section={section} point={point} hidden={hidden} onToggle={toggle} />
    </div>
  );
}

interface ChartLegendProps {
  readonly section: ChartData;
  /** the point whose values are shown; null: the last */
  readonly point: number | null;
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (label: string) => void;
}

function ChartLegend({ section: { times, series }, point, hidden, onToggle }: ChartLegendProps) {
  const reading = useReading();
  const index = point ?? times.length - 1;
  const at = times[index];
  return (
    <div class="chart-legend">
      {series.map(({ label, values }, place) => (
        <button key={label} type="button" aria-pressed={!hidden.has(label)} onClick={() => onToggle(label)}>
          <svg class="chart-key" viewBox="0 0 24 4" aria-hidden="true">
            <line
              x1="0"
              x2="24"
              y1="2"
              y2="2"
              style={{ stroke: `var(${colorOf(place)}, currentColor)` }}
              stroke-dasharray={dashOf(place).join(" ")}
            />
          </svg>
          {label} <span class="muted">{show(values[index], reading.locale)}</span>
        </button>
      ))}
      {at === undefined ? null : <span class="muted">{moment(at, reading, Date.now())}</span>}
    </div>
  );
}

const show = (value: number | null | undefined, locale: string): string =>
  value === null || value === undefined ? "–" : figure(value, locale);
