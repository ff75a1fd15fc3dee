import type { Address } from "../../../src/core/address";
import type { Access, Session, Values } from "../../../src/core/contract";
import type { Answers, EditOutcome, EditPlan, EditSource } from "../../../src/core/edit";
import { Failure, paragraph } from "../../../src/core/failure";
import { NEVER, say } from "../../support/session";
import { opened } from "../opened";

/** Edits as the editor would ask for them: asked, planned, done. */
export class Editor {
  private constructor(readonly session: Session) {}

  static async open(
    values: Values,
    access: Access = "edit",
    secrets: Readonly<Record<string, string>> = {},
  ): Promise<Editor> {
    return new Editor(await opened(values, { access, secrets }));
  }

  get edits(): EditSource {
    if (!this.session.edits) throw new Error("no edits");
    return this.session.edits;
  }

  form(id: string, ...at: readonly Address[]) {
    return this.edits.form(id, at, NEVER);
  }

  plan(id: string, at: Address | readonly Address[], answers: Answers = {}): Promise<EditPlan> {
    return this.edits.plan(id, "path" in at ? [at] : at, answers, NEVER);
  }

  async do(id: string, at: Address | readonly Address[], answers: Answers = {}): Promise<EditOutcome> {
    return (await this.plan(id, at, answers)).apply(() => {}, NEVER);
  }

  /** What an editor would load, and save after a person has changed it. */
  async load(at: Address): Promise<{ bytes: Uint8Array; text: string; writable: boolean }> {
    const { bytes, writable = false } = await this.session.read(at, { offset: 0, length: 1 << 20 }, NEVER);
    return { bytes, text: Buffer.from(bytes).toString(), writable };
  }

  save(at: Address, content: string | Uint8Array, loaded: Uint8Array): Promise<EditPlan> {
    const write = this.edits.write;
    if (!write) throw new Error("cannot be written");
    return write.call(this.edits, at, Buffer.from(content), loaded, NEVER);
  }

  close(): Promise<void> {
    return this.session.close();
  }
}

export const planned = ({ question, detail }: EditPlan): string => [question, ...detail].map(say).join("\n");

export const told = ({ done, failed, left }: EditOutcome): string =>
  [...done.map(say), ...failed.map((failure) => paragraph(failure, say)), ...left.map(say)].join("\n");

/** The words of what was thrown. */
export async function saidBy(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}
