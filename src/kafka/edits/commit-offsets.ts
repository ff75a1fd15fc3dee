import { shown } from "../../core/bytes";
import type { EditOutcome } from "../../core/edit";
import { type Failure, isFailure } from "../../core/failure";
import { count, type Text, text } from "../../core/text";
import type { Fields, Struct } from "../protocol/values";
import type { Acting } from "./editing";
import type { IdleGroup } from "./idle-group";
import { refusal, UncertainFailure } from "./problems";
import type { Move } from "./reset-plan";

/** partitions of one request: what a coordinator writes at once must fit into one message of its topic */
const AT_ONCE = 1_000;
/** the answer lacks it */
const UNTOLD = -1;

/** Commits offsets for a group without members. Throws where nothing was done. */
export async function commitOffsets(
  acting: Acting,
  { id, coordinator }: IdleGroup,
  moves: readonly Move[],
  progress: (done: number) => void,
): Promise<Omit<EditOutcome, "changed">> {
  const failed: Failure[] = [];
  let done = 0;
  let begun = 0;
  while (begun < moves.length) {
    if (acting.signal.aborted) break;
    const chunk = moves.slice(begun, begun + AT_ONCE);
    progress(begun);
    try {
      const errors = await acting.send(coordinator, "OffsetCommit", requestFor(id, chunk), readErrors);
      begun += chunk.length;
      const bad = chunk.filter((move) => errorOf(errors, move) !== 0);
      done += chunk.length - bad.length;
      failed.push(...failuresOf(bad, errors));
      // A group that is not empty any more, or has moved, takes no more of them.
      if (bad.length === chunk.length) break;
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (error instanceof UncertainFailure) {
        begun += chunk.length;
        failed.push(error.about(unknownText(id, chunk.length)));
      } else if (begun === 0) throw error;
      else failed.push(error);
      break;
    }
  }
  const left = moves.length - begun;
  return {
    done: done
      ? [text("The offsets of {0} were reset: {1} of {2} partitions.", shown(id), count(done), count(moves.length))]
      : [],
    failed,
    left: left ? [text("Not begun: {0} of {1} partitions.", count(left), count(moves.length))] : [],
  };
}

const unknownText = (id: string, partitions: number): Text =>
  text("It is not known whether the offsets of {0} were reset (partitions: {1}).", shown(id), count(partitions));

function requestFor(groupId: string, moves: readonly Move[]): Struct {
  const topics = groupBy(moves, ({ topic }) => topic);
  return {
    groupId,
    // Of nobody: only a group without members takes that.
    generationIdOrMemberEpoch: -1,
    memberId: "",
    groupInstanceId: null,
    // As long as the brokers' setting says.
    retentionTimeMs: -1n,
    topics: [...topics].map(([name, list]) => ({
      name,
      partitions: list.map(({ partition, then }) => ({
        partitionIndex: partition,
        committedOffset: then,
        committedLeaderEpoch: -1,
        committedMetadata: "",
      })),
    })),
  };
}

type Errors = ReadonlyMap<string, ReadonlyMap<number, number>>;

const readErrors = (answer: Fields): Errors =>
  new Map(
    answer
      .list("topics")
      .map((topic) => [
        topic.string("name"),
        new Map(
          topic
            .list("partitions")
            .map((partition) => [partition.number("partitionIndex"), partition.number("errorCode")]),
        ),
      ]),
  );

const errorOf = (errors: Errors, { topic, partition }: Move): number => errors.get(topic)?.get(partition) ?? UNTOLD;

/** One failure for all partitions of a topic that have the same reason. */
function failuresOf(moves: readonly Move[], errors: Errors): readonly Failure[] {
  const groups = groupBy(moves, (move) => `${errorOf(errors, move)} ${move.topic}`);
  return [...groups.values()].flatMap((list) => {
    const [first] = list;
    if (!first) return [];
    const partitions = list.map(({ partition }) => partition).join(", ");
    return refusal(errorOf(errors, first), text("Not reset in {0}: partition {1}.", first.topic, partitions));
  });
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const list = groups.get(keyOf(item));
    if (list) list.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
