import type { Address } from "./address";
import type { Door } from "./doctor/door";
import type { Edit, EditSource } from "./edit";
import type { LagSource } from "./lag-source";
import type { LockSource } from "./lock-source";
import type { SentLog } from "./sent";
import type { Text } from "./text";

/**
 * What Cluster Observer asks of a system (Redis, Kafka, HDFS, and whatever comes next).
 * A new system is one folder that implements `System`, and one line in systems.ts.
 */
export interface System {
  /** as in a profile's `"system"`, in lower case */
  readonly id: string;
  /** a product's name, the same in every language */
  readonly title: string;
  /** what a connection of this system may say: drives the wizard, the checks and the schema of the settings */
  readonly fields: readonly Field[];
  /** where a developer's own server listens, for "Look on localhost" */
  readonly localhost: { readonly port: number; readonly values: Values };
  /** host and port (and no path or user) that a secret belongs to, for example `redis.example.com:6379` */
  endpoint(values: Values): string;
  /** Checks what the fields alone cannot: returns the field and the reason, or nothing. */
  check?(values: Values): { readonly field: string; readonly why: Text } | undefined;
  /** Where a connection begins: what the connection doctor knocks at before anything of the system's client is loaded. */
  doors?(values: Values): readonly Door[];
  /** what its sessions have beside the tree, so that a menu knows it before one is open */
  readonly offers?: readonly ("lag" | "locks")[];
  /** what can be done with its nodes beside looking */
  readonly edits?: readonly Edit[];
  /** The names under which a developer knows things, for the "Go to…" commands and the box behind them. */
  readonly goTo: readonly GoTo[];
  /** Connects. Rejects with a `Failure` that names the cause; leaves no socket behind when it does. */
  open(connection: Connection, context: SessionContext, signal: AbortSignal): Promise<Session>;
}

export type Value = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, Value>>;

export interface Field {
  /** `locks.masters` stands in the settings as `"locks": { "masters": … }` */
  readonly name: string;
  readonly type: "text" | "number" | "boolean" | "list" | "map" | "file" | "secret";
  /** a short name, and one sentence that says what to put in */
  readonly label: Text;
  readonly help: Text;
  readonly required?: boolean;
  readonly placeholder?: string;
  readonly fallback?: Value;
  /** the only values allowed, where there is such a list */
  readonly options?: readonly string[];
  /** asked by the wizard only when the user wants to see all fields */
  readonly advanced?: boolean;
}

/** Turns what somebody types into an address: "orders/2@1042", "/user/hadoop", "app:user:42". */
export interface GoTo {
  /** the last part of the command's name: `clusterObserver.kafka.goToOffset` has `goToOffset` */
  readonly id: string;
  readonly title: Text;
  readonly help: Text;
  readonly placeholder: string;
  /** The address below `root`, or why there is none. Never asks the server. */
  parse(typed: string, root: Address): Address | Text;
}

export type Access = "observe" | "edit";

/** One system in one profile, checked and with its `${env:NAME}` filled in. */
export interface Connection {
  readonly profile: { readonly id: string; readonly name: string; readonly access: Access };
  readonly name: string;
  readonly system: string;
  readonly values: Values;
  /** set where a workspace's settings have it, which somebody else may have written: the variables that it reads */
  readonly foreign?: { readonly variables: readonly string[] };
}

/** What a session may ask of the house around it. */
export interface SessionContext {
  /** The secret of a field of type "secret", or undefined. Never logged, never part of an error. */
  secret(field: string): Promise<string | undefined>;
  /** milliseconds that one call to the server may take */
  readonly timeout: () => number;
  /** A setting of the system, without the prefix `clusterObserver.<system>.`, read when it is needed. */
  setting<T extends string | number | boolean>(name: string, fallback: T): T;
  /** Says that the connection was lost by itself; the pool will open a new session when it is next wanted. */
  lost(reason: unknown): void;
  /** One line for the log: an operation, never a secret or a value. */
  log(line: string): void;
  /** takes down each call that reaches the socket; absent: nobody wants to know */
  readonly sent?: SentLog;
}

/**
 * An open connection. Every method looks only: it leaves no trace at the server. Every method rejects with a `Failure`
 * and ends when `signal` is aborted. Methods may be called at the same time.
 */
export interface Session {
  /** One page of what is directly below `parent` (the connection's root has an empty path). */
  children(parent: Address, request: PageRequest, signal: AbortSignal): Promise<Page>;
  /** The node at an address, as `children` of its parent would show it; undefined where nothing is there. */
  find(address: Address, signal: AbortSignal): Promise<Node | undefined>;
  /** The rows from the connection down to an address (without it), where they are not simply its prefixes. */
  ancestors?(address: Address): readonly Address[];
  /** What the tooltip of a node says: costlier facts, on demand. */
  describe(address: Address, signal: AbortSignal): Promise<readonly Fact[]>;
  /** A bounded piece of what an editor shows of a node. */
  read(address: Address, range: Range, signal: AbortSignal): Promise<Preview>;
  /** One cheap round trip: who answered and which version it is. */
  check(signal: AbortSignal): Promise<readonly Fact[]>;
  /** Further nodes that the system will send us to: the brokers it announces, the nodes of a cluster, DataNodes. */
  doors?(signal: AbortSignal): Promise<readonly Door[]>;
  /** What the user may do, as far as the system tells. */
  rights?(signal: AbortSignal): Promise<readonly Fact[]>;
  /** how far readers are behind, where the system has such a thing */
  readonly lag?: LagSource;
  /** who holds what, where the system has locks */
  readonly locks?: LockSource;
  /** what can be done beside looking; refuses all but reading where the profile observes */
  readonly edits?: EditSource;
  close(): Promise<void>;
}

export interface PageRequest {
  /** where the page before ended: its `next` */
  readonly cursor?: string;
  /** rows at most */
  readonly limit: number;
  /** only rows whose name matches: a part of the name in any case, or a pattern with `*` and `?`. See `matcher`. */
  readonly filter?: string;
  /** true: first go on with the work that the `partial` of an earlier page spoke of, for a while */
  readonly resume?: boolean;
  /** true: forget first what was remembered about this level and what is below it, and look again */
  readonly refresh?: boolean;
}

export interface Page {
  readonly nodes: readonly Node[];
  /** there are more rows: ask again with this cursor */
  readonly next?: string;
  /** how many rows follow, where that is known */
  readonly left?: number;
  /** true when the rows so far and those behind `next` are all there is; false when some may be missing */
  readonly complete: boolean;
  /** why the page is not complete, and how to get on */
  readonly partial?: Partial;
}

export interface Partial {
  /** "Scanned 12,000 of about 1,000,000 keys" */
  readonly text: Text;
  /** "resume": goes on when asked · "scanning": goes on by itself while somebody looks · "final": cannot be known */
  readonly state: "resume" | "scanning" | "final";
  /** done, 0 to 1, where that can be told */
  readonly progress?: number;
}

/** What a tree shows. Plain data: it can be compared, stored and sent. */
export interface Node {
  readonly address: Address;
  /** `<system>.<what>`, for menus: `redis.key`, `hdfs.file`, `kafka.topic` */
  readonly kind: string;
  /** one line, already safe to show (see `shown`) */
  readonly label: string;
  /** the label to translate, where it is a word and not the name of something */
  readonly title?: Text;
  /** the name for the clipboard, where it is text and differs from the label */
  readonly name?: string;
  /** what a developer scans for, in order of importance */
  readonly detail?: readonly Text[];
  /** a codicon's name, or `<system>:<name>` for a picture in media/ */
  readonly icon: string;
  readonly tone?: Tone;
  readonly expandable: boolean;
  /** true where `read` gives a document */
  readonly readable: boolean;
  /** for screen readers, where label and detail do not say what the row is: "directory", "hash" */
  readonly role?: Text;
}

export type Tone = "muted" | "warning" | "error" | "success";

export interface Fact {
  readonly label: Text;
  readonly value: Text;
}

export interface Range {
  /** bytes of the document that are passed over */
  readonly offset: number;
  /** bytes at most */
  readonly length: number;
}

export interface Preview {
  readonly bytes: Uint8Array;
  /** bytes of the whole document; absent where unknown */
  readonly total?: number;
  /** `part` of the addresses before and after this one */
  readonly previous?: string;
  readonly next?: string;
  /** `part` of the last piece, where it can be read at once */
  readonly last?: string;
  /** what the reader does not see here: "Bytes 1 to 1,048,576 of 3,145,745" */
  readonly notice?: Text;
  /** the language of a text that the system wrote ("json"); absent for the thing's own bytes */
  readonly language?: string;
  /** milliseconds since 1970 */
  readonly modified?: number;
  /** true: the whole of it is here, and `edits.write` takes it back */
  readonly writable?: boolean;
}
