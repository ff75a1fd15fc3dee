import type { Address } from "../../core/address";
import type { Answers, EditInput, EditPlan, EditSource } from "../../core/edit";
import { assertMayEdit, type Draft, editNamed, planOf } from "../../core/edit-plan";
import { placeAt } from "../places";
import { deletion } from "./delete";
import { patternDeletion } from "./delete-pattern";
import type { RedisEdit } from "./draft";
import { type Acting, type House, withEditor } from "./editing";
import { renaming } from "./rename";
import { keySetting } from "./set-key";
import { ttlSetting } from "./set-ttl";
import { writing } from "./write";

const EDITS: Readonly<Record<string, RedisEdit>> = {
  setKey: keySetting,
  rename: renaming,
  setTtl: ttlSetting,
  delete: deletion,
  deletePattern: patternDeletion,
};

/** The edits of one connection. Planning looks by the session's own connections; doing has connections of its own. */
export class RedisEdits implements EditSource {
  constructor(private readonly house: House) {}

  async form(id: string, targets: readonly Address[], signal: AbortSignal): Promise<readonly EditInput[]> {
    return this.edit(id).form(this.house, targets, signal);
  }

  async plan(id: string, targets: readonly Address[], answers: Answers, signal: AbortSignal): Promise<EditPlan> {
    return this.planOf(await this.edit(id).draft(this.house, targets, answers, signal));
  }

  async write(address: Address, content: Uint8Array, loaded: Uint8Array, signal: AbortSignal): Promise<EditPlan> {
    assertMayEdit(this.house.access, "Redis");
    return this.planOf(await writing(this.house, address, content, loaded, signal));
  }

  private edit(id: string): RedisEdit {
    assertMayEdit(this.house.access, "Redis");
    return editNamed(EDITS, id, "Redis");
  }

  private planOf(draft: Draft<Acting>): EditPlan {
    return planOf(draft, async (run, signal) => {
      const outcome = await withEditor(this.house, signal, run);
      for (const address of outcome.changed) {
        const place = placeAt(address);
        if (place && place.kind !== "root") this.house.forget(place.db);
      }
      return outcome;
    });
  }
}
