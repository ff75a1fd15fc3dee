import type { Access, System, Values } from "../../../src/core/contract";
import { admit } from "../../../src/core/doctor/admit";
import { examine } from "../../../src/core/doctor/examine";
import type { Step } from "../../../src/core/doctor/step";
import { english, render } from "../../../src/core/render";

export interface Options {
  readonly secrets?: Readonly<Record<string, string>>;
  /** milliseconds that a step may take */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** The steps to a server, as the command takes them. */
export async function examined(system: System, values: Values, options: Options = {}): Promise<readonly Step[]> {
  const { secrets = {}, timeout = 5_000, signal = new AbortController().signal } = options;
  const access: Access = "observe";
  const connection = { profile: { id: "p", name: "P", access }, name: system.id, system: system.id, values };
  const host = {
    timeout: () => timeout,
    setting: <T extends string | number | boolean>(_system: string, _name: string, fallback: T) => fallback,
    secret: async () => undefined,
    log: () => {},
  };
  const patient = admit(system, connection, host, (field) => secrets[field]);
  const steps: Step[] = [];
  try {
    for await (const step of examine(patient, signal)) steps.push(step);
    return steps;
  } finally {
    await patient.dismiss();
  }
}

/** "Login and protocol: ok" */
export const line = (step: Step): string => `${render(step.title, english())}: ${step.state}`;

/** What is wrong, why, and what to do, parted by bars. */
export const said = (step: Step | undefined): string =>
  [step?.problem?.what, step?.problem?.why, step?.problem?.fix]
    .map((part) => (part ? render(part, english()) : ""))
    .join(" | ");

/** The facts of a step: "Issued to: localhost". */
export const told = (step: Step | undefined): readonly string[] =>
  (step?.facts ?? []).map(({ label, value }) => `${render(label, english())}: ${render(value, english())}`);

export const fieldsOf = (step: Step | undefined): readonly string[] => (step?.mends ?? []).map(({ field }) => field);
