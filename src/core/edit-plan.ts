import type { Access } from "./contract";
import type { EditOutcome, EditPlan, EditStep } from "./edit";
import { Failure } from "./failure";
import { text } from "./text";

/** A plan whose work is done by whoever may: `Acting` is what a system makes for the time of one edit. */
export interface Draft<Acting> extends Omit<EditPlan, "apply"> {
  /** Rejects only where nothing was done. */
  run(acting: Acting, progress: (step: EditStep) => void): Promise<EditOutcome>;
}

/**
 * A plan that is applied at most once.
 * @param act makes what the draft is run with, and looks after what the outcome says
 */
export function planOf<Acting>(
  { run, ...plan }: Draft<Acting>,
  act: (run: (acting: Acting) => Promise<EditOutcome>, signal: AbortSignal) => Promise<EditOutcome>,
): EditPlan {
  let begun = false;
  return {
    ...plan,
    apply: async (progress, signal) => {
      if (begun) throw new Failure({ code: "invalid", what: text("This was done already.") });
      begun = true;
      return act((acting) => run(acting, progress), signal);
    },
  };
}

/** The edit of this id. Throws a failure "unsupported" where the system has none. */
export function editNamed<Edit>(edits: Readonly<Record<string, Edit>>, id: string, system: string): Edit {
  const edit = Object.hasOwn(edits, id) ? edits[id] : undefined;
  if (edit) return edit;
  throw new Failure({ code: "unsupported", what: text("{0} has no edit “{1}”.", system, id) });
}

/** Throws a failure "forbidden" where the profile only observes. */
export function assertMayEdit(access: Access, system: string): void {
  if (access === "edit") return;
  throw new Failure({
    code: "forbidden",
    what: text("Nothing was sent to {0}: this profile only observes.", system),
    fix: text("Set “access” of the profile to “edit” to change something."),
  });
}
