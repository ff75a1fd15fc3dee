import { shown } from "../../core/bytes";
import type { EditOutcome } from "../../core/edit";
import { Failure, isFailure } from "../../core/failure";
import { count, type Text, text } from "../../core/text";
import type { Fields, Struct } from "../protocol/values";
import type { Acting } from "./editing";
import type { IdleGroup } from "./idle-group";
import { notDone, refusal, UncertainFailure } from "./problems";
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
      } else if (begun === 0) throw notDone(error, text("The offsets of {0} were not reset.", shown(id)));
      else failed.push(error);
      break;
    }
  }
  const left = moves.slice(begun);
  return {
    done: done
      ? [text("The offsets of {0} were reset: {1} of {2} partitions.", shown(id), count(done), count(moves.length))]
      : [],
    failed,
    left: [...groupBy(left, ({ topic }) => topic)].map(([topic, list]) =>
      text("Not begun in {0}: partition {1}.", topic, partitionsOf(list)),
    ),
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
    return failureOf(errorOf(errors, first), first.topic, partitionsOf(list));
  });
}

function failureOf(error: number, topic: string, partitions: string): Failure {
  if (MAY_BE_DONE.includes(error)) {
    const what = text("It is not known whether offsets were reset in {0}: partition {1}.", topic, partitions);
    const { code, why } = refusal(error, what);
    return new Failure({ code, what, why, fix: text("Look whether it was done before you do it again.") });
  }
  const what = text("Not reset in {0}: partition {1}.", topic, partitions);
  const { code, why, fix } = refusal(error, what);
  if (!JOINED.includes(error)) return new Failure({ code, what, why, fix });
  return new Failure({
    code,
    what,
    why: text("Somebody is in the group by now ({0}).", why ?? ""),
    fix: text("Stop its consumers, and plan it again."),
  });
}

/**
 * The answer lacks it, or the coordinator failed, or has waited too long for its replicas: it calls that
 * COORDINATOR_NOT_AVAILABLE, and may have written all the same.
 */
const MAY_BE_DONE: readonly number[] = [UNTOLD, 7, 15];

/** What a coordinator answers to nobody, where a group has members: UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS. */
const JOINED: readonly number[] = [22, 25, 27];

const partitionsOf = (moves: readonly Move[]): string => moves.map(({ partition }) => partition).join(", ");

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const list = groups.get(keyOf(item));
    if (list) list.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
