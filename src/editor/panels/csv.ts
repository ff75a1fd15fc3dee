import type { Field, Records } from "./kind";

export interface Csv {
  readonly text: string;
  /** fields that were written with a `'` before them, see `csv` */
  readonly guarded: number;
}

/**
 * Records as RFC 4180 says: a line of names, CRLF after each line, quotes doubled, quoted where it must be. UTF-8.
 *
 * A spreadsheet takes a field that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula and runs it, and
 * whoever may create a consumer group or a key chooses such names. These texts get a `'` before them, as spreadsheets
 * themselves mark a text; numbers stay as they are. Where a comma stands in decimals, a spreadsheet divides at `;`, inside
 * of quotes as well, and in what is pasted at tabs: a formula behind one of these is marked, too. JSON has the names exactly.
 */
export function csv({ header, lines }: Pick<Records, "header" | "lines">): Csv {
  let guarded = 0;
  const written = (field: Field): string => {
    if (field === undefined || field === null) return "";
    if (typeof field !== "string") return String(field);
    const marked = NUMBER.test(field) ? field : field.replace(FORMULA, "'");
    if (marked !== field) guarded++;
    return quoted(marked);
  };
  const text = [header, ...lines].map((line) => `${line.map(written).join(",")}\r\n`).join("");
  return { text, guarded };
}

/** the places before which a mark belongs */
const FORMULA = /^(?=[\t\r\n])|(?<=^|[;\t\r\n])(?=[=+\-@＝＋－＠])/g;
const NUMBER = /^-?\d+(\.\d+)?$/;

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
