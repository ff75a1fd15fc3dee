import type { Uri } from "vscode";

/**
 * What `activate()` returns: the typed exports for other extensions and for tests. Everything here looks only.
 * Every method rejects with an `Error` whose message says what happened, why, and what to do; its `code` is one of
 * `FailureCode` in core/failure.ts.
 */
export interface ClusterObserverApi {
  readonly version: 1;

  /** The profiles of the settings that passed the checks. */
  profiles(): readonly ApiProfile[];

  /**
   * One page of what is below an address. `limit` rows at most (500 if absent); `cursor` is that of the page before.
   * `complete` is false when the rows and what is behind `cursor` may not be all there is.
   */
  list(uri: Uri, options?: ListOptions): Promise<ApiPage>;

  /** A piece of the document at an address: `length` bytes at most (1 MiB if absent) from `offset` (0 if absent). */
  read(uri: Uri, options?: ReadOptions): Promise<ApiContent>;

  /** What the tooltip of an address says. */
  describe(uri: Uri, options?: { readonly signal?: AbortSignal }): Promise<readonly ApiFact[]>;
}

export interface ApiProfile {
  readonly id: string;
  readonly name: string;
  readonly access: "observe" | "edit";
  readonly connections: readonly ApiConnection[];
}

export interface ApiConnection {
  readonly name: string;
  readonly system: string;
  readonly uri: Uri;
  readonly state: "closed" | "connecting" | "connected" | "failed";
}

export interface ListOptions {
  readonly cursor?: string;
  readonly limit?: number;
  /** a part of the name, or a pattern with `*` and `?` */
  readonly filter?: string;
  /** go on with a scan that the page before left unfinished */
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
}

export interface ApiPage {
  readonly nodes: readonly ApiNode[];
  readonly cursor?: string;
  readonly complete: boolean;
}

export interface ApiNode {
  readonly uri: Uri;
  readonly label: string;
  /** `<system>.<what>`: `hdfs.file`, `redis.key`, `kafka.topic` */
  readonly kind: string;
  readonly detail?: string;
  readonly expandable: boolean;
}

export interface ReadOptions {
  readonly offset?: number;
  readonly length?: number;
  readonly signal?: AbortSignal;
}

export interface ApiContent {
  readonly bytes: Uint8Array;
  /** bytes of the whole document, where known */
  readonly total?: number;
}

export interface ApiFact {
  readonly label: string;
  readonly value: string;
}
