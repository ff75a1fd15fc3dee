import type { Address } from "../../core/address";
import type { Answers, EditInput, EditOutcome, EditPlan, EditStep } from "../../core/edit";
import type { Acting, House } from "./editing";

/** A plan, whose work is done by whoever holds connections that may. */
export interface Draft extends Omit<EditPlan, "apply"> {
  /** Rejects only where nothing was done. */
  run(acting: Acting, progress: (step: EditStep) => void): Promise<EditOutcome>;
}

/** One kind of edit. Neither method changes anything. */
export interface RedisEdit {
  form(house: House, targets: readonly Address[], signal: AbortSignal): Promise<readonly EditInput[]>;
  draft(house: House, targets: readonly Address[], answers: Answers, signal: AbortSignal): Promise<Draft>;
}
