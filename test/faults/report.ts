import type { Seen } from "./trial";

interface Line extends Seen {
  readonly fault: string;
  readonly system: string;
  readonly neighbour: number;
}

/** The matrix as a table: what the user saw, after how long. */
export class Report {
  private readonly lines: Line[] = [];

  add(fault: string, system: string, seen: Seen, neighbour: number): void {
    this.lines.push({ ...seen, fault, system, neighbour });
  }

  print(): void {
    const order = [...new Set(this.lines.map(({ fault }) => fault))];
    const sorted = [...this.lines].sort((one, other) => order.indexOf(one.fault) - order.indexOf(other.fault));
    const rows = sorted.map((line) => [
      line.fault,
      line.system,
      seconds(line.ms),
      line.recovered === undefined ? "" : seconds(line.recovered),
      `${Math.round(line.grown / 2 ** 20)} MB`,
      `${Math.round(line.neighbour)} ms`,
      `${line.code}${line.words ? `: ${line.words}` : ""}`,
    ]);
    const head = ["fault", "system", "after", "back after", "memory", "neighbour", "what the user saw"];
    const cells = [head, head.map(() => "---"), ...rows];
    console.log(`\n${cells.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`);
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
