import { isFailure } from "../../core/failure";
import type { Command } from "../allowed";
import { ask, type Deployment } from "../deployment";
import { bigIn, type Reply } from "../replies";

/** Asks about one key. */
export class KeyReader {
  constructor(
    private readonly deployment: Deployment,
    private readonly db: number,
    readonly key: Buffer,
    private readonly signal: AbortSignal,
  ) {}

  /** Sends a command whose first argument is the key. */
  ask(name: string, ...args: (string | Buffer)[]): Promise<Reply> {
    return ask(this.deployment, this.db, this.key, [name, this.key, ...args], this.signal);
  }

  /** Sends several commands about the key together; rejects with the first failure. */
  async askAll(commands: readonly Command[]): Promise<readonly Reply[]> {
    const keyed = commands.map(([name, ...args]) => ({ key: this.key, command: [name, this.key, ...args] as const }));
    const outcomes = await this.deployment.batch(this.db, keyed, this.signal);
    return outcomes.map((outcome) => {
      if (isFailure(outcome)) throw outcome;
      return outcome;
    });
  }

  /** bytes that the key takes at the server, estimated from a few members; undefined where that is not told */
  async memory(): Promise<number | undefined> {
    try {
      const command = ["MEMORY", "USAGE", this.key] as const;
      const reply = await ask(this.deployment, this.db, this.key, command, this.signal);
      return reply === null ? undefined : Number(bigIn(reply));
    } catch (error) {
      if (isFailure(error) && (error.code === "denied" || error.code === "unsupported")) return undefined;
      throw error;
    }
  }
}

/** Elements of one piece of a document at most. */
export const ELEMENTS_MOST = 1_000;
/** Bytes of the JSON of one piece, about: an editor shows as much without a pause. */
export const PIECE_MOST = 1_000_000;
/** Bytes that one answer should have, as far as the sizes can be told before. */
const ANSWER = 256 * 1024;

/** How many elements to ask for at a time, so that an answer stays small. */
export async function elementsAtOnce(reader: KeyReader, total: number): Promise<number> {
  const memory = await reader.memory();
  // Where the size is not told, a few first: their own size is known then.
  if (memory === undefined || total === 0) return Math.min(100, ELEMENTS_MOST);
  return Math.max(1, Math.min(ELEMENTS_MOST, Math.floor(ANSWER / (memory / total))));
}
