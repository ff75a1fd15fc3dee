import { shown } from "../../core/bytes";
import { Failure } from "../../core/failure";
import { count, type Text, text, time } from "../../core/text";
import type { Aim, ResetPlan } from "./reset-plan";
import { invalid } from "./targets";

/** Where the offsets go. */
export function aimText(aim: Aim): Text {
  switch (aim.to) {
    case "earliest":
      return text("To the beginning of each partition.");
    case "latest":
      return text("To the end of each partition.");
    case "time":
      return text(
        "To the first record of {0} ({1}) or later; to the end where there is none.",
        time(Number(aim.at)),
        new Date(Number(aim.at)).toISOString(),
      );
    case "offset":
      return text("To the offset {0}.", String(aim.offset));
    case "shift":
      return aim.by < 0n
        ? text("Back by {0} in each partition.", count(-aim.by))
        : text("Forward by {0} in each partition.", count(aim.by));
  }
}

/** What does not go there. */
export function detailOf({ moves, same, unknown }: ResetPlan): readonly Text[] {
  const bounded = moves.filter((move) => move.bounded).length;
  return [
    ...(bounded
      ? [text("Partitions that do not reach that far, which get their nearest end: {0}.", count(bounded))]
      : []),
    ...(same.length ? [text("Partitions that stand there already: {0}.", count(same.length))] : []),
    ...(unknown.length
      ? [text("Partitions that are left as they are, since it is not known where that is: {0}.", count(unknown.length))]
      : []),
  ];
}

export const nothingToDo = (id: string, { unknown }: ResetPlan): Failure =>
  unknown.length
    ? new Failure({
        code: "unavailable",
        what: text(
          "Where the offsets of {0} would go is not known for any partition that is not there already.",
          shown(id),
        ),
        why: text("Partitions without a leader, a commit or a topic: {0}.", count(unknown.length)),
      })
    : invalid(text("The offsets of {0} stand there already.", shown(id)));
