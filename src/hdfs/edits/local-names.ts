import { clipBytes } from "./part-name";

/** bytes that a name may have on this machine */
const MOST = 255;

/** Names that Windows gives to devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?=\.|$)/i;

// A file shall lie in the folder that was chosen, and be seen there under the name that it has.
const NEVER = /[/\\\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const NOT_ON_WINDOWS = /[<>:"|?*]/g;

/** The name under which a file of HDFS can safely lie in a folder: nothing in it leads elsewhere. */
export function localName(name: string, platform: NodeJS.Platform = process.platform): string {
  // First of all, since a server may send a name of a megabyte: what follows looks at each end that it may have.
  let safe = clipBytes(name.toWellFormed().replace(NEVER, "_"), MOST);
  if (platform === "win32") safe = safe.replace(NOT_ON_WINDOWS, "_");
  safe = safe.replace(/[. ]+$/, (end) => "_".repeat(end.length)).replace(DEVICE, "$1_");
  return clipBytes(safe, MOST) || "_";
}

/** Local names for the entries of one directory; no two are the same for a disk that ignores case and accents' form. */
export function localNames(names: readonly string[], platform?: NodeJS.Platform): readonly string[] {
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  // Names that need no change keep theirs, whatever comes before them.
  const wanted = names.map((name) => localName(name, platform));
  const result: string[] = [];
  for (const pass of [true, false]) {
    for (const [index, want] of wanted.entries()) {
      if ((want === names[index]) !== pass) continue;
      result[index] = free(want, taken, numbers);
    }
  }
  return result;
}

/** @param numbers the last one that each name was given: of 100,000 names that become one, each would count from 2 */
function free(want: string, taken: Set<string>, numbers: Map<string, number>): string {
  const key = (name: string) => name.normalize("NFC").toLowerCase();
  let name = want;
  let number = numbers.get(key(want)) ?? 1;
  while (taken.has(key(name))) name = numbered(want, ++number);
  numbers.set(key(want), number);
  taken.add(key(name));
  return name;
}

/** `a.txt` → `a (2).txt` */
function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  const tail = ` (${number})${clipBytes(ending, 100)}`;
  return clipBytes(stem, MOST - Buffer.byteLength(tail)) + tail;
}
