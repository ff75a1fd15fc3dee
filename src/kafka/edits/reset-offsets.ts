import { shown } from "../../core/bytes";
import type { Answers, EditInput } from "../../core/edit";
import { Failure } from "../../core/failure";
import { count, type Text, text, time } from "../../core/text";
import { addressIn } from "../view";
import { commitOffsets } from "./commit-offsets";
import type { KafkaEdit } from "./draft";
import { type IdleGroup, idleGroup } from "./idle-group";
import { type Aim, planReset, type ResetPlan, showReset } from "./reset-plan";
import { standingsOf } from "./standings";
import { invalid, placeTarget, typed, unusable } from "./targets";
import { topicNameProblem } from "./topic-name";
import { parseTime } from "./typed-time";

/** Sets what a group without members has committed. */
export const offsetReset: KafkaEdit = {
  async form(acting, addresses) {
    const { group } = placeTarget(addresses, "group");
    const { commits } = await idleGroup(acting, group, "invalid");
    return [topicInput([...commits.keys()].sort()), ...INPUTS];
  },

  async draft(acting, addresses, answers) {
    const { group: id } = placeTarget(addresses, "group");
    const aim = aimOf(answers);
    const topic = typed(answers, "topic");
    const problem = topic === "" ? undefined : topicNameProblem(topic);
    if (problem) throw unusable(topic, problem);
    const group = await idleGroup(acting, id, "invalid");
    const standings = await acting.look((cluster, signal) => standingsOf(cluster, group, topic, aim, signal));
    if (!standings.length) throw invalid(text("{0} has no commits: choose a topic.", shown(id)));
    const plan = planReset(aim, standings);
    const { moves } = plan;
    if (!moves.length) throw nothingToDo(id, plan);
    return {
      question:
        moves.length === 1
          ? text("Reset the offsets of {0} in 1 partition?", shown(id))
          : text("Reset the offsets of {0} in {1} partitions?", shown(id), count(moves.length)),
      detail: [aimText(aim), ...detailOf(plan), text("What was committed until now is overwritten.")],
      button: text("Reset Offsets"),
      review: { title: text("Offsets as they will be"), text: showReset(plan) },
      async run(now, progress) {
        const fresh = await idleGroup(now, id, "changed");
        for (const move of moves)
          if (committed(fresh, move) !== move.now)
            throw new Failure({
              code: "changed",
              what: text("The offsets of {0} were not reset: they have changed meanwhile.", shown(id)),
              fix: text("Plan it again."),
            });
        const outcome = await commitOffsets(now, fresh, moves, (done) =>
          progress({ text: text("Resetting the offsets of {0}", shown(id)), fraction: done / moves.length }),
        );
        return { ...outcome, changed: [addressIn(now.view, "groups", id)] };
      },
    };
  },
};

const committed = ({ commits }: IdleGroup, { topic, partition }: { topic: string; partition: number }) =>
  commits.get(topic)?.get(partition);

function topicInput(topics: readonly string[]): EditInput {
  const label = text("Topic");
  if (!topics.length)
    return {
      name: "topic",
      type: "text",
      label,
      help: text("The group has no commits: name the topic whose partitions are to get some."),
      check: topicNameProblem,
    };
  return {
    name: "topic",
    type: "choice",
    label,
    fallback: "",
    options: [
      { value: "", label: text("All partitions that the group has commits in") },
      ...topics.map((topic) => ({ value: topic, label: text("All partitions of {0}", topic) })),
    ],
  };
}

const to =
  (wanted: string) =>
  (answers: Answers): boolean =>
    answers.to === wanted;

const INPUTS: readonly EditInput[] = [
  {
    name: "to",
    type: "choice",
    label: text("Reset To"),
    options: [
      { value: "earliest", label: text("The beginning"), detail: text("All that is kept is read once more.") },
      { value: "latest", label: text("The end"), detail: text("Only what is written from now on is read.") },
      { value: "time", label: text("A time"), detail: text("The first record of that time or later.") },
      { value: "offset", label: text("An offset"), detail: text("The same one in each partition.") },
      { value: "shift", label: text("Forward or back"), detail: text("By a number of offsets in each partition.") },
    ],
  },
  {
    name: "time",
    type: "text",
    label: text("Time"),
    help: text(
      "As in “{0}”, or milliseconds since 1970. Without a zone it is the time of this machine.",
      "2026-11-24T13:00:00Z",
    ),
    onlyIf: to("time"),
    check: (written) => (parseTime(written.trim()) === undefined ? text("is not a time") : undefined),
  },
  {
    name: "offset",
    type: "number",
    label: text("Offset"),
    onlyIf: to("offset"),
    check: (written) => (isOffset(written) ? undefined : text("is not an offset")),
  },
  {
    name: "by",
    type: "number",
    label: text("Offsets"),
    help: text("As in “{0}” to go back, “{1}” to go forward.", "-100", "100"),
    onlyIf: to("shift"),
    check: (written) => (isShift(written) ? undefined : text("is not a number")),
  },
];

const isOffset = (written: string): boolean => /^\d{1,18}$/.test(written);
const isShift = (written: string): boolean => /^[+-]?\d{1,18}$/.test(written);

function aimOf(answers: Answers): Aim {
  const wanted = typed(answers, "to");
  switch (wanted) {
    case "earliest":
    case "latest":
      return { to: wanted };
    case "time": {
      const written = typed(answers, "time");
      const at = parseTime(written);
      if (at === undefined) throw unusable(written, text("is not a time"));
      return { to: "time", at };
    }
    case "offset": {
      const written = typed(answers, "offset");
      if (!isOffset(written)) throw unusable(written, text("is not an offset"));
      return { to: "offset", offset: BigInt(written) };
    }
    case "shift": {
      const written = typed(answers, "by");
      if (!isShift(written)) throw unusable(written, text("is not a number"));
      return { to: "shift", by: BigInt(written.replace("+", "")) };
    }
    default:
      throw invalid(text("Choose where the offsets are to go."));
  }
}

function aimText(aim: Aim): Text {
  switch (aim.to) {
    case "earliest":
      return text("To the beginning of each partition.");
    case "latest":
      return text("To the end of each partition.");
    case "time":
      return text("To the first record of {0} or later; to the end where there is none.", time(Number(aim.at)));
    case "offset":
      return text("To the offset {0}.", String(aim.offset));
    case "shift":
      return aim.by < 0n
        ? text("Back by {0} in each partition.", count(-aim.by))
        : text("Forward by {0} in each partition.", count(aim.by));
  }
}

function detailOf({ moves, same, unknown }: ResetPlan): readonly Text[] {
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

const nothingToDo = (id: string, { unknown }: ResetPlan): Failure =>
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
