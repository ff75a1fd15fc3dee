const STAR = 0x2a;
const ANY = 0x3f;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const ESCAPE = 0x5c;
const NOT = 0x5e;
const TO = 0x2d;

/** Whether a name matches a pattern, as SCAN MATCH reads it: `*`, `?`, `[a-z]`, `[^a]`, `\` before a byte that means itself. */
export function globber(pattern: Uint8Array): (name: Uint8Array) => boolean {
  const pieces = piecesOf(pattern);
  return (name) => {
    // The server does not begin to compare an empty name: `**` does not match it, and `*` alone is no pattern to it.
    if (name.length === 0) return pattern.length === 0 || (pattern.length === 1 && pattern[0] === STAR);
    // Where the last `*` stood, and how far it reaches: going back to it is enough.
    let star = -1;
    let reach = 0;
    let at = 0;
    let piece = 0;
    while (at < name.length) {
      const one = pieces[piece];
      if (one === "*") {
        star = piece++;
        reach = at;
      } else if (one?.(name[at] ?? 0)) {
        piece++;
        at++;
      } else if (star >= 0) {
        piece = star + 1;
        at = ++reach;
      } else return false;
    }
    while (pieces[piece] === "*") piece++;
    return piece === pieces.length;
  };
}

type Piece = "*" | ((byte: number) => boolean);

function piecesOf(pattern: Uint8Array): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const byte = pattern[at] ?? 0;
    if (byte === STAR) {
      if (pieces.at(-1) !== "*") pieces.push("*");
    } else if (byte === ANY) pieces.push(() => true);
    else if (byte === OPEN) {
      const { accepts, end } = setAt(pattern, at + 1);
      pieces.push(accepts);
      at = end;
    } else {
      if (byte === ESCAPE && at + 1 < pattern.length) at++;
      const same = pattern[at] ?? 0;
      pieces.push((other) => other === same);
    }
  }
  return pieces;
}

/** The bytes between brackets; a set without an end reaches to the end of the pattern. */
function setAt(
  pattern: Uint8Array,
  begin: number,
): { readonly accepts: (byte: number) => boolean; readonly end: number } {
  const members = new Set<number>();
  const negated = pattern[begin] === NOT;
  let at = negated ? begin + 1 : begin;
  for (; at < pattern.length && pattern[at] !== CLOSE; at++) {
    const first = pattern[at] ?? 0;
    if (first === ESCAPE && at + 1 < pattern.length) members.add(pattern[++at] ?? 0);
    else if (pattern[at + 1] === TO && at + 2 < pattern.length) {
      const last = pattern[at + 2] ?? 0;
      for (let byte = Math.min(first, last); byte <= Math.max(first, last); byte++) members.add(byte);
      at += 2;
    } else members.add(first);
  }
  return { accepts: (byte) => members.has(byte) !== negated, end: at };
}
