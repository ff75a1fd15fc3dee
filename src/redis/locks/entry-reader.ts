import { hasCode, isFailure } from "../../core/failure";
import type { Entry, EntryRead } from "../../core/lock-source";
import { text } from "../../core/text";
import type { Outcome } from "../client";
import type { KeyCommand } from "../deployment";
import { arrayIn } from "../replies";
import { failed, type Known, type Learnt, learnFrom, learnShort, questionFor } from "./entry-read";

/** Commands that are sent together: other clients of the server, and this thread, get their turn in between. */
const CHUNK = 500;
/** Short strings that one MGET asks for; their times to live follow at once, so that both tell of the same moment. */
const TOGETHER = 50;
/** Names that are remembered of each master. */
const REMEMBERED = 100_000;
/** A key whose type is not known takes two rounds, one that changes meanwhile another. */
const ROUNDS = 4;

/** Sends commands about keys together; an outcome for each. Rejects where the server cannot be reached. */
export type Batch = (commands: readonly KeyCommand[]) => Promise<readonly Outcome[]>;

interface Want {
  readonly read: EntryRead;
  readonly key: Buffer;
  readonly name: string;
  entry?: Entry;
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
  async read(reads: readonly EntryRead[], batch: Batch): Promise<readonly Entry[]> {
    if (this.known.size > REMEMBERED) this.known.clear();
    const wants = reads.map((read): Want => {
      const key = Buffer.from(read.key.buffer, read.key.byteOffset, read.key.length);
      return { read, key, name: key.toString("latin1") };
    });
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const open = wants.filter((want) => !want.entry);
        if (!open.length) break;
        await this.ask(open, batch);
      }
    } catch (error) {
      // A short string has grown beyond what one answer may hold: none of them is taken for short again.
      if (hasCode(error, "tooLarge")) this.known.clear();
      throw error;
    }
    return wants.map(({ entry }) => entry ?? UNSTEADY);
  }

  private async ask(wants: readonly Want[], batch: Batch): Promise<void> {
    let steps: Step[] = [];
    let size = 0;
    for (const step of this.steps(wants)) {
      steps.push(step);
      size += step.commands.length;
      if (size < CHUNK) continue;
      await send(steps, batch);
      steps = [];
      size = 0;
    }
    await send(steps, batch);
  }

  private *steps(wants: readonly Want[]): Generator<Step> {
    let short: Want[] = [];
    for (const want of wants) {
      const known = this.known.get(want.name);
      if (this.together && known?.is === "shortString" && isString(want.read.as)) {
        short.push(want);
        if (short.length < TOGETHER) continue;
        yield this.askTogether(short);
        short = [];
      } else {
        const question = questionFor(want.read, known);
        yield {
          commands: question.commands.map((command) => ({ key: want.key, command })),
          hear: (outcomes) => this.learn(want, learnFrom(question, outcomes)),
        };
      }
    }
    if (short.length) yield this.askTogether(short);
  }

  private askTogether(wants: readonly Want[]): Step {
    const [first] = wants;
    const keys = wants.map(({ key }) => key);
    return {
      commands: [
        { key: first?.key ?? Buffer.alloc(0), command: ["MGET", ...keys] },
        ...keys.map((key): KeyCommand => ({ key, command: ["PTTL", key] })),
      ],
      hear: ([values, ...ttls]) => {
        if (isFailure(values)) {
          this.together = false;
          return;
        }
        const read = arrayIn(values);
        wants.forEach((want, index) => {
          const ttl = ttls[index];
          this.learn(want, isFailure(ttl) ? this.alone(want) : learnShort(read[index], ttl));
        });
      },
    };
  }

  /** Its time to live is denied: asked alone, the answer says so. */
  private alone(want: Want): Learnt {
    this.together = false;
    return { known: this.known.get(want.name) };
  }

  private learn(want: Want, { entry, known }: Learnt): void {
    if (known) this.known.set(want.name, known);
    else this.known.delete(want.name);
    want.entry = entry;
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
  why: text("It changed again and again while it was read."),
}).entry ?? { type: "none" };
