import type { Address } from "../../core/address";
import type { Answers, EditInput, EditPlan, EditSource } from "../../core/edit";
import { assertMayEdit, editNamed, planOf } from "../../core/edit-plan";
import { topicCreation } from "./create-topic";
import { topicDeletion } from "./delete-topic";
import type { KafkaEdit } from "./draft";
import { type Acting, type House, withActing } from "./editing";
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
    const draft = await this.with(id, signal, (edit, acting) => edit.draft(acting, targets, answers));
    return planOf<Acting>(draft, async (run, applying) => {
      const outcome = await this.with(id, applying, (_, acting) => run(acting));
      const { lists } = this.house.view;
      lists.topics = undefined;
      lists.groups = undefined;
      return outcome;
    });
  }

  private async with<T>(
    id: string,
    signal: AbortSignal,
    run: (edit: KafkaEdit, acting: Acting) => Promise<T>,
  ): Promise<T> {
    assertMayEdit(this.house.view.connection.profile.access, "Kafka");
    const edit = editNamed(EDITS, id, "Kafka");
    return withActing(this.house, signal, (acting) => run(edit, acting));
  }
}
