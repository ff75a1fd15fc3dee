import type { Address } from "../../core/address";
import type { Answers, EditInput, EditPlan, EditSource } from "../../core/edit";
import { Failure } from "../../core/failure";
import { text } from "../../core/text";
import { placeAt } from "../places";
import { deletion } from "./delete";
import { patternDeletion } from "./delete-pattern";
import type { Draft, RedisEdit } from "./draft";
import { assertMayEdit, type House, withEditor } from "./editing";
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
    assertMayEdit(this.house);
    return this.planOf(await writing(this.house, address, content, loaded, signal));
  }

  private edit(id: string): RedisEdit {
    assertMayEdit(this.house);
    const edit = Object.hasOwn(EDITS, id) ? EDITS[id] : undefined;
    if (!edit) throw new Failure({ code: "unsupported", what: text("Redis has no edit “{0}”.", id) });
    return edit;
  }

  private planOf({ run, ...draft }: Draft): EditPlan {
    let begun = false;
    return {
      ...draft,
      apply: async (progress, signal) => {
        if (begun) throw new Failure({ code: "invalid", what: text("This was done already.") });
        begun = true;
        const outcome = await withEditor(this.house, signal, (acting) => run(acting, progress));
        for (const address of outcome.changed) {
          const place = placeAt(address);
          if (place && place.kind !== "root") this.house.forget(place.db);
        }
        return outcome;
      },
    };
  }
}
