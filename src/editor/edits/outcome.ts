import type { EditOutcome } from "../../core/edit";
import { paragraph } from "../../core/failure";
import { count, type Text, text } from "../../core/text";

type Words = (part: Text) => string;

/** What a notification says: what was done, the first thing that went wrong, and how much more there is to read. */
export function summaryOf({ done, failed, left }: EditOutcome, words: Words): string {
  const [first, ...others] = failed;
  const more = others.length + left.length;
  return [
    ...done.map(words),
    ...(first ? [paragraph(first, words)] : []),
    ...(more > 0 ? [words(text("Not done beside that: {0}.", count(more)))] : []),
  ].join(" ");
}

/** All of it, line by line. */
export function reportOf({ done, failed, left }: EditOutcome, words: Words): string {
  const part = (title: Text, lines: readonly string[]): string[] =>
    lines.length ? [words(title), ...lines.map((line) => `  ${line}`), ""] : [];
  return [
    ...part(text("Done"), done.map(words)),
    ...part(
      text("Failed"),
      failed.map((failure) => paragraph(failure, words)),
    ),
    ...part(text("Not begun"), left.map(words)),
  ].join("\n");
}
