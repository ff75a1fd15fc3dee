import { count, type Text, text } from "../../core/text";

/** How `compared` of `done` files were compared. */
export function comparedWords(compared: number, done: number): Text {
  if (compared === done) return text("The checksums are the same here and there.");
  if (compared === 0) return text("The lengths were compared; HDFS gave no checksum that can be computed here.");
  return text("The lengths were compared; the checksums of {0} of {1}, too.", count(compared), count(done));
}
