import { type Text, text } from "../../core/text";
import { isInternalName } from "../topic-nodes";

const LONGEST = 249;

/** Why Kafka cannot have a topic of this name. */
export function topicNameProblem(name: string): Text | undefined {
  if (name === "") return text("is empty");
  if (name === "." || name === "..") return text("“.” and “..” are not names of topics");
  if (name.length > LONGEST) return text("is longer than {0} characters", LONGEST);
  if (!/^[A-Za-z0-9._-]+$/.test(name)) return text("has other characters than letters, digits, “.”, “_” and “-”");
  return undefined;
}

/**
 * Why a topic of this name is not created by hand. Kafka makes its own when it needs them, with the partitions that it
 * counts on: with a `__consumer_offsets` of one partition no group finds its coordinator any more.
 */
export const newNameProblem = (name: string): Text | undefined =>
  topicNameProblem(name) ?? (isInternalName(name) ? text("begins with “__”, as Kafka's own topics do") : undefined);

/** In the names of metrics both become `_`: Kafka takes no topic whose name differs from another's only there. */
export const mixesMarks = (name: string): boolean => name.includes(".") && name.includes("_");
