import type { Address } from "../../core/address";
import type { Answers, EditInput, EditPlan, EditSource } from "../../core/edit";
import { Failure } from "../../core/failure";
import { text } from "../../core/text";
import { topicCreation } from "./create-topic";
import { topicDeletion } from "./delete-topic";
import type { KafkaEdit } from "./draft";
import { type Acting, assertMayEdit, type House, withActing } from "./editing";
import { producing } from "./produce";
import { offsetReset } from "./reset-offsets";

const EDITS: Readonly<Record<string, KafkaEdit>> = {
  createTopic: topicCreation,
  produce: producing,
  resetOffsets: offsetReset,
  deleteTopic: topicDeletion,
};

/** The edits of one connection. */
export class KafkaEdits implements EditSource {
  constructor(private readonly house: House) {}

  async form(id: string, targets: readonly Address[], signal: AbortSignal): Promise<readonly EditInput[]> {
    return this.with(id, signal, (edit, acting) => edit.form(acting, targets));
  }

  async plan(id: string, targets: readonly Address[], answers: Answers, signal: AbortSignal): Promise<EditPlan> {
    const { run, ...draft } = await this.with(id, signal, (edit, acting) => edit.draft(acting, targets, answers));
    let begun = false;
    return {
      ...draft,
      apply: async (progress, applying) => {
        if (begun) throw new Failure({ code: "invalid", what: text("This was done already.") });
        begun = true;
        const outcome = await this.with(id, applying, (_, acting) => run(acting, progress));
        const { lists } = this.house.view;
        lists.topics = undefined;
        lists.groups = undefined;
        return outcome;
      },
    };
  }

  private async with<T>(
    id: string,
    signal: AbortSignal,
    run: (edit: KafkaEdit, acting: Acting) => Promise<T>,
  ): Promise<T> {
    assertMayEdit(this.house);
    const edit = Object.hasOwn(EDITS, id) ? EDITS[id] : undefined;
    if (!edit) throw new Failure({ code: "unsupported", what: text("Kafka has no edit “{0}”.", id) });
    return withActing(this.house, signal, (acting) => run(edit, acting));
  }
}
