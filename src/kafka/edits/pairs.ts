import { type Text, text } from "../../core/text";

export interface Pair {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads `name: value; other: value`, with `:` or `=` as the sign. Lines part pairs, too; `\;` is a semicolon and `\\` a
 * backslash. A value may be empty and may hold the sign. What is wrong is told as a text.
 */
export function parsePairs(typed: string, sign: ":" | "="): readonly Pair[] | Text {
  const pairs: Pair[] = [];
  for (const piece of pieces(typed)) {
    const at = piece.indexOf(sign);
    if (at < 0) return text("“{0}” has no “{1}” between a name and a value", piece, sign);
    const name = piece.slice(0, at).trim();
    if (name === "") return text("“{0}” has no name before the “{1}”", piece, sign);
    pairs.push({ name, value: piece.slice(at + 1).trim() });
  }
  return pairs;
}

export const arePairs = (parsed: readonly Pair[] | Text): parsed is readonly Pair[] => Array.isArray(parsed);

function pieces(typed: string): readonly string[] {
  const found = [""];
  for (const [token] of typed.matchAll(/\\[\\;]|[;\r\n]|[^\\;\r\n]+|\\/g)) {
    if (token === ";" || token === "\n" || token === "\r") found.push("");
    else found.push(`${found.pop() ?? ""}${token === "\\;" || token === "\\\\" ? token.slice(1) : token}`);
  }
  return found.map((piece) => piece.trim()).filter((piece) => piece !== "");
}
