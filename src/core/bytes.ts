/** Names and values are bytes until they are shown; this is the one place that turns them into text. */

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text that these bytes are the UTF-8 of, or undefined where they are not UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

// Control characters, and the marks that reorder or hide the text around them: a name must not disguise itself.
const UNSHOWABLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/**
 * The bytes as one line that is safe to show and that tells apart what is different:
 * valid UTF-8 as it is, with control and direction marks written `\n`, `\x1b`, `\u{202e}`, other bytes as `\xff`.
 */
export function shown(bytes: Uint8Array | string): string {
  if (typeof bytes !== "string") {
    const decoded = utf8(bytes);
    if (decoded === undefined) return showBroken(bytes);
    bytes = decoded;
  }
  return bytes.replace(UNSHOWABLE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return "\\n";
  if (code === 0x0d) return "\\r";
  if (code === 0x09) return "\\t";
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

/** Every maximal run of valid UTF-8 is shown as text, each other byte as `\xNN`. */
function showBroken(bytes: Uint8Array): string {
  let out = "";
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    const piece = length ? utf8(bytes.subarray(at, at + length)) : undefined;
    if (piece === undefined) {
      out += `\\x${(bytes[at] ?? 0).toString(16).padStart(2, "0")}`;
      at++;
    } else {
      out += piece.replace(UNSHOWABLE, escapeCharacter);
      at += length;
    }
  }
  return out;
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
  return at + length <= bytes.length ? length : 0;
}

/** Shortened to `most` characters for a row, by whole code points. */
export function clip(text: string, most: number): string {
  const points = Array.from(text.slice(0, most * 2 + 2));
  return points.length <= most ? text.slice(0, points.join("").length) : `${points.slice(0, most - 1).join("")}…`;
}

/** True where a text editor would show rubbish: a NUL or bytes that are not UTF-8 (a cut last character is forgiven). */
export function looksBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 8192);
  if (head.includes(0)) return true;
  for (let cut = 0; cut < 4; cut++) {
    if (utf8(head.subarray(0, head.length - cut)) !== undefined) return false;
    if (head.length === bytes.length && cut === 0 && head.length < 8192) return true;
  }
  return true;
}
