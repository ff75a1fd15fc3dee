import type { Address } from "../../core/address";
import type { Answers, EditInput } from "../../core/edit";
import type { Draft } from "../../core/edit-plan";
import type { Acting } from "./editing";

/** One kind of edit. Neither method changes anything. */
export interface HdfsEdit {
  form(acting: Acting, targets: readonly Address[]): Promise<readonly EditInput[]>;
  draft(acting: Acting, targets: readonly Address[], answers: Answers): Promise<Draft<Acting>>;
}
