import { endsAll, type Tally } from "../../core/edit-tally";
import { Failure } from "../../core/failure";
import { count, text } from "../../core/text";
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

/** Makes the directories that are missing; gives those that could not be made. */
export async function makeMissing(acting: Acting, plan: UploadPlan, tally: Tally): Promise<readonly Path[]> {
  const blocked: Path[] = [];
  for (const path of plan.missing) {
    if (blocked.some((above) => isWithin(path, above))) continue;
    try {
      await makeDirectory(acting, path);
    } catch (error) {
      const failure = asFailure(error, path);
      tally.fail(failure);
      blocked.push(path);
      if (!endsAll(failure)) continue;
      tally.leave(text("Files not uploaded: {0}.", count(plan.files.length)));
      return [[]];
    }
  }
  const below = plan.files.filter(({ to }) => blocked.some((above) => isWithin(to, above)));
  if (below.length)
    tally.leave(text("Files not uploaded, because their directory is missing: {0}.", count(below.length)));
  return blocked;
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
  try {
    if (replaces) await assertSame(calm, { path: to, status: replaces });
    await takePlace(calm, part, to, replaces !== undefined, trash);
  } catch (error) {
    const failure = asFailure(error, to);
    const removed = await remove(calm, part).catch(() => false);
    if (removed) throw failure;
    const { code, what, why } = failure;
    throw new Failure({
      code,
      what,
      why,
      fix: text("The whole of it was left in {0}: look there, and rename or delete it.", showPath(part)),
      cause: failure,
    });
  }
  return arrived;
}

async function takePlace(acting: Acting, part: Path, to: Path, replaces: boolean, trash: boolean): Promise<void> {
  const place = replaces && trash ? await placeInTrash(acting, to) : undefined;
  if (!place) return rename(acting, part, to, replaces);
  const old = await moveToTrash(acting, to, place);
  try {
    await rename(acting, part, to);
  } catch (error) {
    // The old one is better than none.
    await rename(acting, old, to).catch(() => {});
    throw error;
  }
}
