import type { EditOutcome } from "../../core/edit";
import { Failure } from "../../core/failure";
import { type Text, text } from "../../core/text";
import { addressIn, type View } from "../view";
import { refusal, UncertainFailure } from "./problems";
import type { Produced } from "./produce-request";

/** What came of it. Throws where nothing was written. */
export function outcomeOf(
  view: View,
  topic: string,
  partition: number,
  produced: Produced | UncertainFailure,
  nothing: Text,
): EditOutcome {
  const place = addressIn(view, "topics", topic);
  const changed = [place, addressIn(view, "topics", topic, String(partition))];
  const unknown = text("It is not known whether the record was written to {0}, partition {1}.", topic, partition);
  if (produced instanceof UncertainFailure) return { done: [], failed: [produced.about(unknown)], left: [], changed };
  const { error, offset, message } = produced;
  if (!error) {
    const done = [text("The record was written to {0}, partition {1}, offset {2}.", topic, partition, String(offset))];
    const reveal = addressIn(view, "topics", topic, String(partition), String(offset));
    return { done, failed: [], left: [], changed, reveal };
  }
  if (offset < 0n && !MAY_BE_WRITTEN.has(error)) throw refusal(error, nothing, message);
  const what =
    offset < 0n
      ? unknown
      : text(
          "The leader has written the record to {0}, partition {1}, offset {2}, but not all replicas have confirmed it: it may be lost.",
          topic,
          partition,
          String(offset),
        );
  const { code, why } = refusal(error, what, message);
  const fix = text("Look whether it is there before you write it again.");
  return { done: [], failed: [new Failure({ code, what, why, fix })], left: [], changed };
}

export const nothingWritten = (topic: string, partition: number): Text =>
  text("Nothing was written to {0}, partition {1}.", topic, partition);

/** The time has run out, the network failed, too few replicas after the leader wrote: the record may be there. */
const MAY_BE_WRITTEN: ReadonlySet<number> = new Set([-1, 7, 13, 20]);
