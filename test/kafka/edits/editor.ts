import type { Address } from "../../../src/core/address";
import type { Session, Values } from "../../../src/core/contract";
import type { Answers, EditInput, EditOutcome, EditPlan, EditSource } from "../../../src/core/edit";
import { NEVER, say } from "../../support/session";
import { type Options, opened } from "../opened";

/** What a person does with the edits of a session. */
export class Editor {
  constructor(readonly session: Session) {}

  static async open(values: Values, options: Options = {}): Promise<Editor> {
    return new Editor(await opened(values, { access: "edit", ...options }));
  }

  get edits(): EditSource {
    const { edits } = this.session;
    if (!edits) throw new Error("The session has no edits.");
    return edits;
  }

  form(id: string, ...targets: Address[]): Promise<readonly EditInput[]> {
    return this.edits.form(id, targets, NEVER);
  }

  plan(id: string, targets: Address | readonly Address[], answers: Answers = {}): Promise<EditPlan> {
    return this.edits.plan(id, Array.isArray(targets) ? targets : [targets as Address], answers, NEVER);
  }

  async do(id: string, targets: Address | readonly Address[], answers: Answers = {}, signal = NEVER) {
    return (await this.plan(id, targets, answers)).apply(() => {}, signal);
  }

  close(): Promise<void> {
    return this.session.close();
  }
}

/** The plan as it is read. */
export const planned = (plan: EditPlan): string => [plan.question, ...plan.detail].map(say).join(" ");

/** The outcome as it is read. */
export const told = ({ done, failed, left }: EditOutcome): string[] => [
  ...done.map(say),
  ...failed.map(({ message }) => message),
  ...left.map(say),
];
