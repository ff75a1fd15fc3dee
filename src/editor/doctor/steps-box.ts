import { type Disposable, l10n, type QuickPick, window } from "vscode";
import type { System } from "../../core/contract";
import type { Step } from "../../core/doctor/step";
import { duration } from "../../core/text";
import { words } from "../reader";
import { type Next, nextItems, runningItem, type StepItem, stepItems } from "./step-items";

/** The steps of one test as they are taken, in the box at the top of the workbench. Closing it ends the test. */
export class StepsBox implements Disposable {
  private readonly box: QuickPick<StepItem> = window.createQuickPick<StepItem>();
  private readonly steps: Step[] = [];
  private readonly running = new Map<string, Step["title"]>();
  private readonly closing = new AbortController();
  private readonly begin = performance.now();
  private readonly chosen: Promise<Next>;

  constructor(
    title: string,
    private readonly system: System,
  ) {
    const { box } = this;
    box.title = title;
    box.placeholder = l10n.t("Testing… Escape ends the test.");
    box.ignoreFocusOut = true;
    box.matchOnDetail = true;
    box.busy = true;
    this.chosen = new Promise((resolve) => {
      box.onDidAccept(() => {
        const next = box.selectedItems[0]?.next;
        if (next) resolve(next);
      });
      box.onDidHide(() => {
        this.closing.abort();
        resolve({ do: "close" });
      });
    });
    box.show();
  }

  /** aborted when nobody looks any more */
  get signal(): AbortSignal {
    return this.closing.signal;
  }

  get taken(): readonly Step[] {
    return this.steps;
  }

  begun({ id, title }: Pick<Step, "id" | "title">): void {
    this.running.set(id, title);
    this.draw();
  }

  add(step: Step): void {
    this.running.delete(step.id);
    this.steps.push(step);
    this.draw();
  }

  /** All steps are taken: answers what the person does next. */
  async end(): Promise<Next> {
    if (this.signal.aborted) return this.chosen;
    const { box, steps, system } = this;
    const time = words(duration(performance.now() - this.begin));
    const failed = steps.find(({ state }) => state === "failed");
    const warned = steps.find(({ state }) => state === "warning");
    box.busy = false;
    box.placeholder = failed
      ? l10n.t("“{0}” failed after {1}.", words(failed.title), time)
      : warned
        ? l10n.t("All works, with a warning, after {0}.", time)
        : l10n.t("All works, after {0}.", time);
    this.running.clear();
    const next = nextItems(steps, system);
    box.items = [...steps.flatMap(stepItems), ...next];
    const first = next.find((item) => item.next);
    if (first) box.activeItems = [first];
    return this.chosen;
  }

  dispose(): void {
    this.box.dispose();
  }

  private draw(): void {
    if (this.signal.aborted) return;
    const { box } = this;
    const items = [...this.steps.flatMap(stepItems), ...[...this.running.values()].map(runningItem)];
    box.items = items;
    // The list follows the test, and a screen reader hears each step.
    const last = items.at(-1);
    if (last) box.activeItems = [last];
  }
}
