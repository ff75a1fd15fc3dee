/** Characters that show nothing, or turn what stands around them: control characters and marks of writing direction. */
const HIDDEN = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
const EACH = new RegExp(HIDDEN, "gu");

const LONGEST = 600;

/**
 * A name or a value as it is safe to show in a line: what cannot be seen is written as a sign (`␛`) or by its number
 * (`<U+202E>`), and what is very long is cut.
 */
export function visibleText(text: string): string {
  const line = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return HIDDEN.test(line) ? line.replace(EACH, sign) : line;
}

function sign(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}
