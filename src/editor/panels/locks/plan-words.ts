import { clip, shown } from "../../../core/bytes";
import type { ExtendPlan, Guard, ReleasePlan, Wake } from "../../../core/lock-actions";
import { duration, type Text, text, verbatim } from "../../../core/text";

/** What releasing will do, sentence by sentence: on each master, then beside the lock, then for those who wait. */
export function releaseWords({ at, remove, wake }: ReleasePlan): readonly Text[] {
  return [
    ...at.map(({ master, guard }) =>
      text("{0}: deletes {1} if it still holds exactly {2}.", master, keyWord(guard), contentWord(guard)),
    ),
    ...(remove.length ? [text("Where that was done, it also deletes {0}.", namesOf(remove))] : []),
    ...wake.map(wakeWords),
  ];
}

export function extendWords({ at, also }: ExtendPlan, ttl: number): readonly Text[] {
  return [
    ...at.map(({ master, guard }) =>
      text(
        "{0}: {1} lives for {2} from now if it still holds exactly {3}.",
        master,
        keyWord(guard),
        duration(ttl),
        contentWord(guard),
      ),
    ),
    ...(also.length ? [text("Where that was done, so does {0}.", namesOf(also))] : []),
    text("A master on which it has more time left, or never expires, is left as it is."),
  ];
}

const wakeWords = (wake: Wake): Text =>
  wake.how === "publish"
    ? text("Those who wait are told: {0} is published on {1}.", bytesWord(wake.message), bytesWord(wake.channel))
    : text("Those who wait are told: {0} gets one item.", bytesWord(wake.key));

const keyWord = ({ key }: Guard): Text => bytesWord(key);

const contentWord = (guard: Guard): Text =>
  guard.as === "string"
    ? bytesWord(guard.value)
    : verbatim(guard.fields.map(([field, value]) => `${clipped(field)} = ${clipped(value)}`).join(", "));

const namesOf = (names: readonly Uint8Array[]): Text => verbatim(names.map(clipped).join(", "));

/** Characters of one name or value in a dialog. */
const LONGEST = 80;

const bytesWord = (bytes: Uint8Array): Text => verbatim(clipped(bytes));

const clipped = (bytes: Uint8Array): string => clip(shown(bytes), LONGEST);
