import { Bar, type Shapes } from "./bar";
import { Icon } from "./icons";
import type { Cell } from "./protocol";
import { Spark } from "./spark";
import { Ticking } from "./ticking";
import { visibleText } from "./visible-text";

interface CellProps {
  readonly cell: Cell | undefined;
  readonly shapes: Shapes;
}

/** What stands in a cell. Whatever the text holds, it is text. */
export function CellContent({ cell, shapes }: CellProps) {
  if (cell === undefined || cell === "") return null;
  if (typeof cell === "string") return <span class="text">{visibleText(cell)}</span>;
  switch (cell.kind) {
    case "spark":
      return <Spark values={cell.values} title={cell.title} />;
    case "bar":
      return <Bar cell={cell} shapes={shapes} />;
    case "countdown":
    case "countup":
      return (
        <span class={`text tone-${cell.tone ?? "none"}`} title={cell.title}>
          <Ticking at={cell.kind === "countup" ? cell.from : cell.to} up={cell.kind === "countup"} />
        </span>
      );
    default: {
      const { text, tone = "none", badge } = cell;
      return (
        <span class={`text tone-${tone} ${badge ? "badge" : ""}`}>
          {badge ? <Icon name={tone === "none" ? "muted" : tone} /> : null}
          {visibleText(text)}
        </span>
      );
    }
  }
}

/** The tooltip of a cell: what its title says, otherwise the whole of its text. */
export function cellTitle(cell: Cell | undefined): string | undefined {
  if (cell === undefined || typeof cell === "string") return cell || undefined;
  if ("text" in cell) return cell.title ?? cell.text;
  return undefined;
}
