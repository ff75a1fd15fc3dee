import { hasCode, isFailure } from "../../core/failure";
import type { Entry, EntryRead } from "../../core/lock-source";
import { text } from "../../core/text";
import type { Outcome } from "../client";
import type { KeyCommand } from "../deployment";
import { arrayIn } from "../replies";
import { learnFrom, questionFor } from "./entry-questions";
import { failed, type Known, type Learnt, learnShort } from "./learnt";

/** Commands that are sent together: other clients of the server, and this thread, get their turn in between. */
const CHUNK = 250;
/** Short strings that one MGET asks for; their times to live follow at once, so that both tell of the same moment. */
const TOGETHER = 50;
/** Names that are remembered of each master. */
const REMEMBERED = 100_000;
/** A key whose type is not known takes two rounds, one that changes meanwhile another. */
const ROUNDS = 4;

/** Sends commands about keys together; an outcome for each. Rejects where the server cannot be reached. */
export type Batch = (commands: readonly KeyCommand[]) => Promise<readonly Outcome[]>;

/** An entry to read, prepared once for all masters. */
export interface Want {
  readonly read: EntryRead;
  readonly key: Buffer;
  /** the key's bytes, one character each */
  readonly name: string;
  /** the key as it costs least to send: Buffers by the thousand are dear */
  readonly sent: string | Buffer;
}

export function wantOf(read: EntryRead): Want {
  const key = Buffer.from(read.key.buffer, read.key.byteOffset, read.key.length);
  const name = key.toString("latin1");
  return { read, key, name, sent: ASCII.test(name) ? name : key };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the bytes that are the same in every encoding
const ASCII = /^[\x00-\x7f]*$/;

/** The entries that one reading has found so far, in the order of what is wanted. */
interface Reading {
  readonly wants: readonly Want[];
  readonly entries: (Entry | undefined)[];
}

/** Some commands and who hears their outcomes. */
interface Step {
  readonly commands: readonly KeyCommand[];
  hear(outcomes: readonly Outcome[]): void;
}

/**
 * Reads entries at one master. It remembers what kind of entry each name had: the first look takes two rounds (the type,
 * then the value), every later one a single round, in which nothing fails that would be noted at the server.
 */
export class EntryReader {
  private readonly known = new Map<string, Known>();
  /** whether MGET may be sent: in a cluster its keys could lie on several nodes, and a user may be denied it */
  private together: boolean;

  constructor(cluster: boolean) {
    this.together = !cluster;
  }

  /** An entry for each of them, in the same order. */
  async read(wants: readonly Want[], batch: Batch): Promise<readonly Entry[]> {
    if (this.known.size > REMEMBERED) this.known.clear();
    const reading: Reading = { wants, entries: new Array<Entry | undefined>(wants.length).fill(undefined) };
    let open = wants.map((_, index) => index);
    try {
      for (let round = 0; round < ROUNDS && open.length; round++) {
        await this.ask(reading, open, batch);
        open = open.filter((index) => !reading.entries[index]);
      }
    } catch (error) {
      // A short string has grown beyond what one answer may hold: none of them is taken for short again.
      if (hasCode(error, "tooLarge")) this.known.clear();
      throw error;
    }
    return reading.entries.map((entry) => entry ?? UNSTEADY);
  }

  private async ask(reading: Reading, open: readonly number[], batch: Batch): Promise<void> {
    let steps: Step[] = [];
    let size = 0;
    for (const step of this.steps(reading, open)) {
      steps.push(step);
      size += step.commands.length;
      if (size < CHUNK) continue;
      await send(steps, batch);
      steps = [];
      size = 0;
    }
    await send(steps, batch);
  }

  private *steps(reading: Reading, open: readonly number[]): Generator<Step> {
    let short: number[] = [];
    for (const index of open) {
      const want = reading.wants[index];
      if (!want) continue;
      const known = this.known.get(want.name);
      if (this.together && known?.is === "shortString" && isString(want.read.as)) {
        short.push(index);
        if (short.length < TOGETHER) continue;
        yield this.askTogether(reading, short);
        short = [];
      } else {
        const question = questionFor(want.read, known);
        yield {
          commands: question.commands.map((command) => ({ key: want.key, command })),
          hear: (outcomes) => this.learn(reading, index, learnFrom(question, outcomes)),
        };
      }
    }
    if (short.length) yield this.askTogether(reading, short);
  }

  private askTogether(reading: Reading, indices: readonly number[]): Step {
    const wants = indices.flatMap((index) => reading.wants[index] ?? []);
    const [first] = wants;
    return {
      commands: [
        { key: first?.key ?? Buffer.alloc(0), command: ["MGET", ...wants.map(({ sent }) => sent)] },
        ...wants.map(({ key, sent }): KeyCommand => ({ key, command: ["PTTL", sent] })),
      ],
      hear: (outcomes) => {
        const [values] = outcomes;
        if (values === undefined || isFailure(values)) {
          this.together = false;
          return;
        }
        const read = arrayIn(values);
        for (let at = 0; at < indices.length; at++) {
          const index = indices[at] ?? 0;
          const ttl = outcomes[at + 1];
          // Its time to live is denied: asked alone, the answer says so.
          if (isFailure(ttl)) this.together = false;
          else this.learn(reading, index, learnShort(read[at], ttl));
        }
      },
    };
  }

  private learn({ wants, entries }: Reading, index: number, { entry, known }: Learnt): void {
    const name = wants[index]?.name ?? "";
    const before = this.known.get(name);
    if (known === undefined) this.known.delete(name);
    else if (known !== before) this.known.set(name, known);
    entries[index] = entry;
  }
}

async function send(steps: readonly Step[], batch: Batch): Promise<void> {
  if (!steps.length) return;
  const outcomes = await batch(steps.flatMap(({ commands }) => commands));
  let at = 0;
  for (const { commands, hear } of steps) {
    hear(outcomes.slice(at, at + commands.length));
    at += commands.length;
  }
}

const isString = (as: EntryRead["as"]): boolean => as === "string" || as === "any";

const UNSTEADY: Entry = failed({
  kind: "failed",
  why: text("It kept changing while it was being read."),
}).entry ?? { type: "none" };
