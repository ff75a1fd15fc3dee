import { type Text, text } from "../../core/text";

const LONGEST = 249;

/** Why Kafka cannot have a topic of this name. */
export function topicNameProblem(name: string): Text | undefined {
  if (name === "") return text("is empty");
  if (name === "." || name === "..") return text("“.” and “..” are not names of topics");
  if (name.length > LONGEST) return text("is longer than {0} characters", LONGEST);
  if (!/^[A-Za-z0-9._-]+$/.test(name)) return text("has other characters than letters, digits, “.”, “_” and “-”");
  return undefined;
}

/** In the names of metrics both become `_`: Kafka takes no topic whose name differs from another's only there. */
export const mixesMarks = (name: string): boolean => name.includes(".") && name.includes("_");
