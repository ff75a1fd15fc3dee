import type { Address } from "./address";
import type { Failure } from "./failure";
import type { Text } from "./text";

/**
 * Something that can be done with nodes, known before a session is open: the command of the palette, the entry in the
 * rows' menu and what is dropped onto a row are all made from it.
 */
export interface Edit {
  /** the last part of the command's name: `clusterObserver.hdfs.upload` has `upload` */
  readonly id: string;
  /** as a menu shows it: "Upload…" */
  readonly title: Text;
  /** kinds of nodes that it works on, as in `Node.kind`; "connection" for the row of the connection itself */
  readonly on: readonly string[];
  /** true: on several nodes at a time */
  readonly many?: boolean;
  /** true: nothing changes at the server (a download), so every profile has it */
  readonly reads?: boolean;
  /** what stands together in a menu, in this order */
  readonly group: "create" | "change" | "transfer" | "remove";
  /** name of the input of type "files" that what is dropped onto a row goes to */
  readonly drop?: string;
}

/**
 * Edits of one connection. A profile that observes has only those that read: `form` and `plan` of any other reject with
 * a failure "forbidden", and the client refuses what they would send.
 */
export interface EditSource {
  /** What must be asked first. */
  form(id: string, targets: readonly Address[], signal: AbortSignal): Promise<readonly EditInput[]>;
  /** What will be done, without doing any of it. Rejects with a `Failure` that names the answer where one is not good. */
  plan(id: string, targets: readonly Address[], answers: Answers, signal: AbortSignal): Promise<EditPlan>;
  /** What saving a document will do, where a `Preview` is `writable`. Rejects "changed" where it is not `loaded` any more. */
  write?(address: Address, content: Uint8Array, loaded: Uint8Array, signal: AbortSignal): Promise<EditPlan>;
}

export interface EditInput {
  readonly name: string;
  /**
   * text · number: as written · choice: one of `options` · content: bytes that are typed, or come from a file or the
   * editor · files, folder, saveFile, saveFolder: paths on the machine that the extension runs on
   */
  readonly type: "text" | "number" | "choice" | "content" | "files" | "folder" | "saveFile" | "saveFolder";
  readonly label: Text;
  /** one sentence that says what to put in */
  readonly help?: Text;
  /** what stands in the box at first */
  readonly fallback?: string;
  readonly optional?: boolean;
  readonly options?: readonly { readonly value: string; readonly label: Text; readonly detail?: Text }[];
  /** Why a typed text is not good, or nothing. Never asks the server. */
  check?(typed: string): Text | undefined;
  /** asked only where this says yes to the answers so far */
  onlyIf?(answers: Answers): boolean;
}

/** By the inputs' names. `content` gives bytes, `files` a list; an optional input that was left out is absent. */
export type Answers = Readonly<Record<string, string | readonly string[] | Uint8Array | undefined>>;

export interface EditPlan {
  /** one sentence that names the thing: "Delete 3 files?" The editor adds the profile's name. */
  readonly question: Text;
  /** what will happen, sentence by sentence */
  readonly detail: readonly Text[];
  /** what is done, for the button: "Delete" */
  readonly button: Text;
  /** true: of an edit that reads, nothing is left to be asked, because a person has chosen the very file that it writes */
  readonly settled?: boolean;
  /** more than fits into a question, to be read before it is answered: the keys that match, the offsets as they will be */
  readonly review?: { readonly title: Text; readonly text: string };
  /**
   * Does it, at most once. Every call to the server has its deadline, the whole has none: it ends when it is done or
   * when `signal` is aborted. Rejects only where nothing was done; what fails half-way is part of the outcome.
   */
  apply(progress: (step: EditStep) => void, signal: AbortSignal): Promise<EditOutcome>;
}

export interface EditStep {
  readonly text: Text;
  /** done of the whole, 0 to 1, where that can be told */
  readonly fraction?: number;
}

export interface EditOutcome {
  /** what was done, a sentence each, few: "3 files were deleted." */
  readonly done: readonly Text[];
  /** what went wrong, each naming its thing */
  readonly failed: readonly Failure[];
  /** what was not begun, because it was cancelled or an earlier step failed */
  readonly left: readonly Text[];
  /** nodes whose rows and children are to be read again */
  readonly changed: readonly Address[];
  /** what came into being, to be shown */
  readonly reveal?: Address;
}
