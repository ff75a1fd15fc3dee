import { env, l10n, window } from "vscode";
import type { Connection, System } from "../../core/contract";
import { admit } from "../../core/doctor/admit";
import { examine } from "../../core/doctor/examine";
import type { Step } from "../../core/doctor/step";
import { hasCode } from "../../core/failure";
import type { SessionHost } from "../../core/sessions";
import { report } from "./report";
import type { Next } from "./step-items";
import { StepsBox } from "./steps-box";

export interface Examination {
  readonly system: System;
  readonly connection: Connection;
  /** what was typed and is not stored yet */
  readonly secrets?: (field: string) => string | undefined;
}

export interface Outcome {
  readonly steps: readonly Step[];
  /** what the person wants to do about it; "again" and "copy" are done already */
  readonly next: Next;
}

/** Shows the way to a server step by step, as often as the person wants. The session that it opens is its own. */
export async function showExamination(host: SessionHost, examination: Examination): Promise<Outcome> {
  const outcome = await showOnce(host, examination);
  return outcome.next.do === "again" ? showExamination(host, examination) : outcome;
}

async function showOnce(host: SessionHost, { system, connection, secrets }: Examination): Promise<Outcome> {
  const { profile, name } = connection;
  const title = l10n.t("Test Connection: {0}", `${profile.name} › ${name}`);
  const patient = admit(system, connection, host, secrets);
  const box = new StepsBox(title, system);
  try {
    await walk();
    const next = await box.end();
    if (next.do === "copy") await copy(report(title, box.taken));
    return { steps: box.taken, next };
  } finally {
    box.dispose();
    await patient.dismiss();
  }

  async function walk(): Promise<void> {
    try {
      for await (const step of examine(patient, box.signal, (begun) => box.begun(begun))) box.add(step);
    } catch (error) {
      if (!box.signal.aborted && !hasCode(error, "cancelled")) throw error;
    }
  }
}

async function copy(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(l10n.t("The report of the test is copied."), 3_000);
}
