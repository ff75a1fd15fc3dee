import type { Address } from "../../core/address";
import type { Answers, EditInput, EditOutcome, EditPlan, EditStep } from "../../core/edit";
import type { Acting } from "./editing";

/** A plan, whose work is done by whoever may. */
export interface Draft extends Omit<EditPlan, "apply"> {
  /** Rejects only where nothing was done. */
  run(acting: Acting, progress: (step: EditStep) => void): Promise<EditOutcome>;
}

/** One kind of edit. Neither method changes anything. */
export interface KafkaEdit {
  form(acting: Acting, targets: readonly Address[]): Promise<readonly EditInput[]>;
  draft(acting: Acting, targets: readonly Address[], answers: Answers): Promise<Draft>;
}
