import { isFailure } from "../core/failure";
import type { SentEnd, SentLog } from "../core/sent";
import { type Command, fullName } from "./allowed";

/** The bytes of a socket so far. */
interface Traffic {
  readonly bytesWritten: number;
  readonly bytesRead: number;
}

/** Takes down what one connection sends: one line for what is sent together. */
export class Sending {
  private underWay = 0;
  private begun = 0;

  constructor(
    private readonly log: SentLog,
    private readonly place: string,
  ) {}

  /** Sends, and takes down the end when all answers have come. `send` returns them without waiting. */
  async run<T>(
    commands: readonly Command[],
    socket: Traffic,
    send: () => Promise<readonly T[]>,
  ): Promise<readonly T[]> {
    const ended = this.log.begin(this.place, operationOf(commands));
    const { bytesWritten, bytesRead } = socket;
    // Answers come in the order of the questions, so bytes are one call's own where nothing else was under way.
    const alone = this.underWay === 0;
    const number = ++this.begun;
    this.underWay++;
    const end = (rest: Pick<SentEnd, "outcome" | "code">): void => {
      const received = alone && this.begun === number ? socket.bytesRead - bytesRead : undefined;
      ended({ sent, received, ...rest });
    };
    const answers = send();
    const sent = socket.bytesWritten - bytesWritten;
    try {
      const all = await answers;
      const error = all.find((answer) => codeOf(answer) !== undefined);
      end(error === undefined ? { outcome: "answered" } : { outcome: "refused", code: codeOf(error) });
      return all;
    } catch (error) {
      end({ outcome: "unanswered" });
      throw error;
    } finally {
      this.underWay--;
    }
  }
}

/** The code of an error that the server answered: `NOPERM`; `ERR` where it has none. Undefined for anything else. */
export function codeOf(answer: unknown): string | undefined {
  if (isFailure(answer)) return codeIn(answer.why && "verbatim" in answer.why ? answer.why.verbatim : "");
  return answer instanceof Error && answer.name === "ReplyError" ? codeIn(answer.message) : undefined;
}

const codeIn = (words: string): string => /^[A-Z]{2,16}(?= )/.exec(words)?.[0] ?? "ERR";

function operationOf(commands: readonly Command[]): string {
  const [only] = commands;
  if (commands.length === 1 && only) return fullName(only);
  const counts = new Map<string, number>();
  for (const command of commands) {
    const name = fullName(command);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)).join(", ");
}
