import type uPlot from "uplot";
import { type Clock, figure, tick } from "./format";

/** By the place of a line: one who does not see colours tells them by their dashes. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 4], [1, 2]];

const COLORS = ["blue", "green", "purple", "yellow", "red"] as const;

export const dashOf = (place: number): readonly number[] => DASHES[place % DASHES.length] ?? [];
/** The name of the variable in the style sheet. */
export const colorOf = (place: number): string => `--vscode-charts-${COLORS[place % COLORS.length]}`;

/** A canvas knows no style sheet: what it draws with is read from the theme. */
function inks(element: HTMLElement) {
  const style = getComputedStyle(element);
  const read = (name: string, other: string) => style.getPropertyValue(name).trim() || other;
  const text = style.color;
  return {
    text,
    font: `11px ${style.fontFamily}`,
    grid: read("--chart-grid", text),
    line: (place: number) => read(colorOf(place), text),
  };
}

interface ChartOptions {
  readonly element: HTMLElement;
  /** the theme whose colours are read */
  readonly theme: number;
  readonly labels: readonly string[];
  readonly clock: Clock;
  readonly width: number;
  readonly height: number;
  /** which point the pointer is at */
  readonly onPoint: (index: number | null) => void;
}

/** pixels: of a figure on the axis, and of its gap */
const FIGURE = 6.5;
const GAP = 14;

export function chartOptions({ element, labels, clock, width, height, onPoint }: ChartOptions): uPlot.Options {
  const ink = inks(element);
  const axis = {
    stroke: ink.text,
    font: ink.font,
    grid: { stroke: ink.grid, width: 1 },
    ticks: { show: false },
    gap: 4,
  };
  return {
    width,
    height,
    ms: 1,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    scales: { y: { range: (_, least, most) => [Math.min(0, least ?? 0), Math.max(most ?? 0, 0) * 1.05 || 1] } },
    axes: [
      {
        ...axis,
        size: 24,
        space: 70,
        values: (_, splits, _axis, _space, step) => splits.map((at) => tick(at, clock, step)),
      },
      {
        ...axis,
        space: 28,
        values: (_, splits) => splits.map((value) => figure(value, clock.locale, true)),
        size: (_, values) => Math.max(0, ...(values ?? []).map((value) => value.length)) * FIGURE + GAP,
      },
    ],
    series: [
      {},
      ...labels.map((label, place) => ({
        label,
        stroke: ink.line(place),
        width: 1.5,
        dash: [...dashOf(place)],
        points: { size: 4 },
        spanGaps: false,
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}
