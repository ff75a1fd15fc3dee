import type { Fact, Node, Tone } from "../../core/contract";
import type { Text } from "../../core/text";

/**
 * What is known of rows beside what their session says, and changes while they are shown: verdicts. The nodes stay as
 * they are; only how they are shown changes, and only the rows that look different are painted anew.
 */
export interface Overlay {
  /** undefined: the row is shown as its session says */
  of(node: Node): Extra | undefined;
  /** what the tooltip says before the session's own facts */
  facts(node: Node): readonly Fact[];
  /** The rows that are unfolded while the view is visible: what is below them is looked at, and nothing else. */
  seen(unfolded: readonly Node[]): void;
  /** A number for the view's icon; undefined: none, or not known. */
  badge(): { readonly value: number; readonly tooltip: string } | undefined;
  /** Returns the way to stop listening. */
  onDidChange(listener: () => void): () => void;
}

export interface Extra {
  /** before the node's own detail */
  readonly detail?: readonly Text[];
  readonly icon?: string;
  readonly tone?: Tone;
  /** words for the `when` of menus */
  readonly marks?: string;
}
