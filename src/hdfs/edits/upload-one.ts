import { endsAll, type Tally } from "../../core/edit-tally";
import { Failure } from "../../core/failure";
import { count, type Text, text } from "../../core/text";
import { startCall } from "../call";
import { type Path, showPath } from "../path";
import { alreadyThere, makeDirectory, remove, rename, statusAt } from "./changes";
import type { Acting } from "./editing";
import type { SumKind } from "./file-sum";
import { partName } from "./part-name";
import { asFailure } from "./problems";
import { type Arrived, sendFile } from "./send-file";
import { assertSame, isWithin } from "./targets";
import { moveToTrash, placeInTrash } from "./trash";
import type { UploadFile, UploadPlan } from "./upload-plan";

/** Directories that came to be, and those that did not. */
export interface Made {
  readonly count: number;
  readonly blocked: readonly Path[];
}

/** Makes the directories that are missing. */
export async function makeMissing(acting: Acting, plan: UploadPlan, tally: Tally): Promise<Made> {
  const blocked: Path[] = [];
  let made = 0;
  for (const [index, path] of plan.missing.entries()) {
    if (blocked.some((above) => isWithin(path, above))) continue;
    try {
      await makeDirectory(acting, path);
      made++;
    } catch (error) {
      const failure = asFailure(error, path);
      tally.fail(failure);
      blocked.push(path);
      if (!endsAll(failure)) continue;
      const rest = plan.missing.length - index - 1;
      if (rest) tally.leave(text("Directories not made: {0}.", count(rest)));
      if (plan.files.length) tally.leave(text("Files not uploaded: {0}.", count(plan.files.length)));
      return { count: made, blocked: [[]] };
    }
  }
  const below = plan.files.filter(({ to }) => blocked.some((above) => isWithin(to, above)));
  if (below.length)
    tally.leave(text("Files not uploaded, because their directory is missing: {0}.", count(below.length)));
  return { count: made, blocked };
}

/** Sends a file beside its place, and gives it its name when it is complete. */
export async function uploadOne(
  acting: Acting,
  { source, to, replaces }: UploadFile,
  trash: boolean,
  sum: SumKind | undefined,
  sent: (bytes: number) => void,
): Promise<Arrived> {
  if (replaces) await assertSame(acting, { path: to, status: replaces });
  else if (await statusAt(acting, to)) throw alreadyThere(to);
  const part = [...to.slice(0, -1), partName(to.at(-1) ?? "")];
  const arrived = await sendFile(acting, { source, to, part, sum, sent });
  // What has arrived is as good as there: this is not cut short by cancelling.
  const { signal } = new AbortController();
  const calm: Acting = { ...acting, signal, call: () => startCall(acting.timeout, signal) };
  let old: Path | undefined;
  try {
    if (replaces) await assertSame(calm, { path: to, status: replaces });
    const place = replaces && trash ? await placeInTrash(calm, to) : undefined;
    if (place) old = await moveToTrash(calm, to, place);
    await rename(calm, part, to, replaces !== undefined && !old);
  } catch (error) {
    throw await undo(calm, part, to, old, asFailure(error, to));
  }
  return arrived;
}

/** Puts things back as they were; the failure says what could not be put back. */
async function undo(acting: Acting, part: Path, to: Path, old: Path | undefined, cause: Failure): Promise<Failure> {
  const { code, what, why } = cause;
  const left = (fix: Text) => new Failure({ code, what, why, fix, cause });
  // The old one is better than none.
  if (old && !(await rename(acting, old, to).then(isDone, () => false)))
    return left(
      text(
        "The file that it should replace lies in the trash as {0}, and the new one is whole in {1}: rename the one that you want.",
        showPath(old),
        showPath(part),
      ),
    );
  if (await remove(acting, part).catch(() => false)) return cause;
  return left(text("The whole of it was left in {0}: look there, and rename or delete it.", showPath(part)));
}

const isDone = () => true;
