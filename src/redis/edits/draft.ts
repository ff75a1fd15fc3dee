import type { Address } from "../../core/address";
import type { Answers, EditInput } from "../../core/edit";
import type { Draft } from "../../core/edit-plan";
import type { Acting, House } from "./editing";

/** One kind of edit. Neither method changes anything. */
export interface RedisEdit {
  form(house: House, targets: readonly Address[], signal: AbortSignal): Promise<readonly EditInput[]>;
  draft(house: House, targets: readonly Address[], answers: Answers, signal: AbortSignal): Promise<Draft<Acting>>;
}
