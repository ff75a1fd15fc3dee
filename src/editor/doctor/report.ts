import { l10n } from "vscode";
import type { Step } from "../../core/doctor/step";
import { paragraph } from "../../core/failure";
import { duration } from "../../core/text";
import { words } from "../reader";

/** What a step found, on one line: "Issued to: localhost · Valid until: …". */
export const found = ({ facts }: Step): string =>
  facts.map(({ label, value }) => `${words(label)}: ${words(value)}`).join(" · ");

export const took = ({ ms, state }: Step): string => (state === "skipped" ? "" : words(duration(Math.round(ms))));

/** All steps as plain text, for a ticket: nothing in it is secret. */
export function report(title: string, steps: readonly Step[]): string {
  const marks: Record<Step["state"], string> = {
    ok: l10n.t("ok"),
    warning: l10n.t("warning"),
    failed: l10n.t("failed"),
    skipped: l10n.t("nothing to do"),
  };
  const lines = steps.flatMap((step) => [
    [words(step.title), marks[step.state], took(step)].filter(Boolean).join(" · "),
    ...[found(step), step.problem ? paragraph(step.problem, words) : ""].filter(Boolean).map((line) => `    ${line}`),
  ]);
  return [title, "", ...lines, ""].join("\n");
}
