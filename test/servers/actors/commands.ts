/** What the actors' program can be told, as one line of JSON each: see the Java class that each of them names. */

interface Named {
  /** of the actor, for `change` and `end` */
  readonly name: string;
}

interface Configured {
  /** of Java's client: `group.id`, `isolation.level`, … */
  readonly config: Readonly<Record<string, string>>;
}

interface Records {
  readonly topic: string;
  readonly count: number;
  readonly partition?: number;
  /** taken in turn; absent: numbers */
  readonly values?: readonly string[];
  /** milliseconds since 1970 from when on the records' times are spread until now */
  readonly since?: number;
}

export interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A member of a classic group or of one by KIP-848: Consuming.java */
export interface Consume extends Named, Configured {
  readonly do: "consume";
  readonly topics: readonly string[];
  /** records per second; absent: all it gets */
  readonly rate?: number;
  /** after so many polls it commits no more; absent: after each */
  readonly commits?: number;
  /** false: a member that is busy with one record */
  readonly polling?: boolean;
  /** milliseconds of one poll (500) */
  readonly poll?: number;
  /** begins anew where it has read everything */
  readonly restart?: boolean;
  /** milliseconds that it takes to give partitions back */
  readonly revoke?: number;
  /** for its partitions, before it is said to have begun (true) */
  readonly wait?: boolean;
}

export interface ChangeConsumer extends Named, Pick<Consume, "rate" | "commits" | "polling"> {
  readonly do: "change";
  /** reads on from there, and commits it */
  readonly seek?: readonly Place[];
}

/** A transaction that stays open: Transacting.java */
export interface Transact extends Named, Configured, Records {
  readonly do: "transact";
}

export interface End extends Named {
  readonly do: "end";
  /** false: it is gone without a word to its group */
  readonly leave?: boolean;
  /** of a transaction ("abort") */
  readonly outcome?: "commit" | "abort";
}

/** Ends a transaction as told, and opens the next. */
export interface ChangeTransaction extends Named, Pick<End, "outcome"> {
  readonly do: "change";
}

/** Sharing.java and Streaming.java: they work on so many records, and then on none. */
export interface Work extends Named, Configured {
  readonly do: "share" | "streams";
  readonly topics: readonly string[];
  /** absent: all */
  readonly most?: number;
}

/** Feeds.java */
export interface Fill extends Records {
  readonly do: "fill";
}

/** Feeds.java */
export interface Feed extends Named, Omit<Records, "count" | "since" | "partition"> {
  readonly do: "feed";
  /** records per second over all partitions */
  readonly rate: number;
  /** that many, in turn (1) */
  readonly partitions?: number;
  /** milliseconds between writes (500) */
  readonly every?: number;
}

/** Ends a feed. */
export interface Dry extends Named {
  readonly do: "dry";
}

export type Command = Consume | ChangeConsumer | Transact | ChangeTransaction | End | Work | Fill | Feed | Dry;
