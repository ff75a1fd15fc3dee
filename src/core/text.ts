/**
 * Words as data. The core, the systems, lag and locks never hold a translated sentence: they return a `Text`,
 * and the editor layer renders it in the user's language with `vscode.l10n.t`.
 */

/** A value inside a sentence that is written according to the reader's locale. */
export type Figure =
  | { readonly as: "count"; readonly value: number | bigint }
  /** bytes */
  | { readonly as: "size"; readonly value: number | bigint }
  /** milliseconds */
  | { readonly as: "duration"; readonly value: number }
  /** milliseconds since 1970, shown as a point in time */
  | { readonly as: "time"; readonly value: number }
  /** milliseconds since 1970, shown as the time that has passed since */
  | { readonly as: "age"; readonly value: number };

export type Argument = string | number | bigint | Figure | Message | Verbatim;

/** A sentence: the English pattern is the key of its translation; `{0}`, `{1}` stand for the arguments. */
export interface Message {
  readonly message: string;
  readonly args: readonly Argument[];
}

/** Something that is never translated: a name, a value, an address. */
export interface Verbatim {
  readonly verbatim: string;
}

export type Text = Message | Verbatim | Figure;

/** A sentence to translate. `message` must be a literal: a test looks it up in every bundle of l10n/. */
export function text(message: string, ...args: Argument[]): Message {
  return { message, args };
}

export const verbatim = (value: string): Verbatim => ({ verbatim: value });
export const count = (value: number | bigint): Figure => ({ as: "count", value });
export const size = (value: number | bigint): Figure => ({ as: "size", value });
export const duration = (value: number): Figure => ({ as: "duration", value });
export const time = (value: number): Figure => ({ as: "time", value });
export const age = (value: number): Figure => ({ as: "age", value });
