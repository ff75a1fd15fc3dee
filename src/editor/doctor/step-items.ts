import { env, l10n, type QuickPickItem, QuickPickItemKind } from "vscode";
import type { System } from "../../core/contract";
import type { Mend, Step } from "../../core/doctor/step";
import { words } from "../reader";
import { found, took } from "./report";
import { twoLines } from "./two-lines";

/** What a person can do next. */
export type Next = { readonly do: "mend"; readonly mend: Mend } | { readonly do: "again" | "copy" | "edit" | "close" };

export interface StepItem extends QuickPickItem {
  /** what happens when it is accepted; absent: it only tells */
  readonly next?: Next;
}

const ICONS: Record<Step["state"], string> = { ok: "pass", warning: "warning", failed: "error", skipped: "dash" };

/** What a step says: what it found, or what is wrong and why. */
export function stepItems(step: Step): StepItem[] {
  const { problem } = step;
  const detail = noIcons(problem ? words(problem.what) : found(step));
  const head: StepItem = {
    label: `$(${ICONS[step.state]}) ${noIcons(words(step.title))}`,
    description: took(step),
    ...(detail ? { detail } : {}),
    alwaysShow: true,
  };
  // The certificate that is refused tells most of why it is.
  const more = problem ? [problem.why ? words(problem.why) : "", found(step)].filter(Boolean) : [];
  const fix = problem?.fix ? [sentence("lightbulb", words(problem.fix))] : [];
  return [head, ...more.map((line) => sentence("info", line)), ...fix];
}

export const runningItem = (title: Step["title"]): StepItem => ({
  label: `$(loading~spin) ${noIcons(words(title))}`,
  alwaysShow: true,
});

/** What can be done about what was found; the likeliest first. */
export function nextItems(steps: readonly Step[], system: System): StepItem[] {
  const troubled = steps.filter(({ problem }) => problem);
  const mends = troubled.flatMap(({ mends = [] }) => mends).flatMap((mend) => mendItem(mend, system));
  const once = mends.filter((one, index) => mends.findIndex((other) => isSame(one, other)) === index);
  return [
    { label: troubled.length ? l10n.t("What to do") : l10n.t("Next"), kind: QuickPickItemKind.Separator },
    ...(troubled.length ? once : [action("check", l10n.t("Done"), { do: "close" })]),
    action("refresh", l10n.t("Test Again"), { do: "again" }),
    action("edit", l10n.t("Edit Profile…"), { do: "edit" }),
    action("copy", l10n.t("Copy Report"), { do: "copy" }),
  ];
}

const isSame = (one: StepItem, other: StepItem): boolean =>
  one.label === other.label && one.description === other.description;

function mendItem(mend: Mend, { fields }: System): StepItem[] {
  const field = fields.find(({ name }) => name === mend.field);
  if (!field) return [];
  const label = l10n.t("Change “{0}”…", words(field.label));
  return [{ ...action("tools", label, { do: "mend", mend }), description: suggested(mend) }];
}

function suggested({ suggestion }: Mend): string {
  if (suggestion === true) return l10n.t("Yes");
  if (suggestion === false) return l10n.t("No");
  return suggestion ?? "";
}

/** A server's words may hold what the box would draw as an icon: `$(check)`. A joiner without a width parts it. */
const noIcons = (text: string): string => text.replaceAll("$(", "$\u2060(");

const action = (icon: string, label: string, next: Next): StepItem => ({
  label: `$(${icon}) ${label}`,
  next,
  alwaysShow: true,
});

function sentence(icon: string, text: string): StepItem {
  const { label, detail } = twoLines(noIcons(text), env.language);
  return { label: `$(${icon}) ${label}`, ...(detail ? { detail } : {}), alwaysShow: true };
}
