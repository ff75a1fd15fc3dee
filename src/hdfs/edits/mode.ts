import { type Text, text } from "../../core/text";

/** The permission that comes of one, for a directory or a file. */
export type ModeChange = (mode: number, directory: boolean) => number;

const WHO: Readonly<Record<string, number>> = { u: 0o700, g: 0o070, o: 0o007, a: 0o777 };
const WHAT: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111 };
const STICKY = 0o1000;

/** Reads `755`, `1777`, `u+x,go-w`, `a=rX`, `+t` as `hdfs dfs -chmod` does; or says what is wrong. */
export function parseMode(typed: string): ModeChange | Text {
  const said = typed.trim();
  if (/^[0-7]+$/.test(said)) {
    const mode = Number.parseInt(said, 8);
    if (said.length < 3) return text("must have three digits, or four: {0}", "755");
    if (mode > 0o1777) return text("HDFS knows 1777 at most: it has no setuid and no setgid");
    return () => mode;
  }
  const clauses = said.split(",").map(parseClause);
  const all = clauses.filter((clause) => clause !== undefined);
  if (all.length < clauses.length) return text("is neither octal ({0}) nor symbolic ({1})", "755", "u+x,go-w");
  return (mode, directory) => all.reduce((now, clause) => clause(now, directory || (mode & 0o111) !== 0), mode);
}

export const isModeChange = (parsed: ModeChange | Text): parsed is ModeChange => typeof parsed === "function";

/** `executable` decides on `X`: a directory, or a file that somebody could execute before. */
function parseClause(clause: string): ((mode: number, executable: boolean) => number) | undefined {
  const [, who = "", operator = "", what = ""] = /^([ugoa]*)([-+=])([rwxXt]*)$/.exec(clause.trim()) ?? [];
  if (!operator || (what === "" && operator !== "=")) return undefined;
  const classes = [...(who || "a")].reduce((bits, letter) => bits | (WHO[letter] ?? 0), 0);
  return (mode, executable) => {
    let bits = [...what].reduce((all, letter) => all | (WHAT[letter] ?? 0), 0);
    if (what.includes("X") && executable) bits |= 0o111;
    bits = (bits & classes) | (what.includes("t") ? STICKY : 0);
    if (operator === "+") return mode | bits;
    if (operator === "-") return mode & ~bits;
    return (mode & ~(classes | (what.includes("t") || !who ? STICKY : 0))) | bits;
  };
}
