import type { Cell, Column, Mark, Row, Tone } from "./protocol";

export type Shape = NonNullable<Mark["shape"]>;
type BarCell = Extract<Cell, { kind: "bar" }>;

const SHAPES: readonly Shape[] = ["start", "dot", "ring", "end"];

const PATHS: Readonly<Record<Shape, string>> = {
  start: "M3 -6H0V6H3",
  dot: "M0 -5L4 0L0 5L-4 0Z",
  ring: "M0 -3.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7",
  end: "M-3 -6H0V6H-3",
};

/** rows in which every label is found that a table has, as good as always */
const ENOUGH = 200;
/** names in a legend */
const MOST = 6;

/** Which shape each name has, in one table: as the marks say, otherwise in the order in which the names come. */
export class Shapes {
  private readonly byName = new Map<string, Shape>();

  of({ label, legend = label, shape }: Mark): Shape {
    const found = shape ?? this.byName.get(legend) ?? SHAPES[this.byName.size % SHAPES.length] ?? "dot";
    if (this.byName.size <= MOST) this.byName.set(legend, found);
    return found;
  }

  /** Takes the labels from rows before they are drawn, so that a legend can stand above them. */
  learn(rows: readonly Row[], columns: readonly Column[]): this {
    for (const { cells } of rows.slice(0, ENOUGH)) {
      for (const { id } of columns) {
        const cell = cells[id];
        if (typeof cell === "object" && cell.kind === "bar") for (const mark of cell.marks) this.of(mark);
      }
    }
    return this;
  }

  /** Empty where each mark has a name of its own: then there is nothing that the shapes have in common. */
  get legend(): readonly (readonly [label: string, shape: Shape])[] {
    return this.byName.size > MOST ? [] : [...this.byName];
  }
}

const percent = (part: number): string => `${(Math.min(1, Math.max(0, part)) * 100).toFixed(2)}%`;
const toneOf = (tone: Tone | undefined): string => (tone ? `tone-${tone}` : "");

/** A line with marks on it; what is filled is thick, so that it is seen without its colour. */
export function Bar({ cell, shapes }: { readonly cell: BarCell; readonly shapes: Shapes }) {
  const { marks, fill, title, tone } = cell;
  return (
    <svg class={`bar ${toneOf(tone)}`} role="img" aria-label={title}>
      <title>{title}</title>
      <line class="bar-line" x1="0" x2="100%" y1="50%" y2="50%" />
      {fill ? <line class="bar-fill" x1={percent(fill[0])} x2={percent(fill[1])} y1="50%" y2="50%" /> : null}
      {marks.map((mark) => (
        <svg key={mark.legend ?? mark.label} x={percent(mark.at)} y="50%" class={`bar-mark ${toneOf(mark.tone)}`}>
          <title>{mark.label}</title>
          <path class={`mark-${shapes.of(mark)}`} d={PATHS[shapes.of(mark)]} />
        </svg>
      ))}
    </svg>
  );
}

export const Legend = ({ shapes }: { readonly shapes: Shapes }) => (
  <ul class="legend">
    {shapes.legend.map(([label, shape]) => (
      <li key={label}>
        <svg class="legend-mark" viewBox="-8 -8 16 16" aria-hidden="true">
          <path class={`mark-${shape}`} d={PATHS[shape]} />
        </svg>
        {label}
      </li>
    ))}
  </ul>
);
