import fc from "fast-check";
import { Endings } from "../support/endings";
import { NEVER } from "../support/session";
import { database, keyAt, opened, ROOT } from "./opened";
import { met } from "./stranger";

type Any = string | number | null | readonly Any[];

/** As RESP 2 writes it. */
function written(value: Any): string {
  if (value === null) return "$-1\r\n";
  if (typeof value === "number") return `:${value}\r\n`;
  if (typeof value === "string") return value.startsWith("-") ? `${value}\r\n` : bulk(value);
  return `*${value.length}\r\n${value.map(written).join("")}`;
}

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** What servers say, and what none would: wherever it is asked for or not. */
const { any } = fc.letrec<{ any: Any }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Any>(
      0,
      1,
      -1,
      -2,
      2 ** 53,
      "OK",
      "0",
      "string",
      "hash",
      "list",
      "zset",
      "stream",
      "none",
      "ReJSON-RL",
    ),
    fc.constantFrom<Any>("-ERR no", "-NOPERM no", "-MOVED 1 127.0.0.1:1", "-ASK 1 :0", "-WRONGTYPE x", "-LOADING x"),
    fc.constantFrom<Any>(
      "master",
      "slave",
      "1-1",
      "id=1 addr=a name=b",
      "x:1\r\nredis_version:8.8.8\r\ndb0:keys=9999999999999999999",
    ),
    fc.constantFrom<Any>("redis_version:8.6.0\r\nredis_mode:cluster\r\n", "redis_version:\r\nredis_mode:sentinel"),
    fc.constantFrom<Any>([0, 16383, ["127.0.0.1", 1, "a"]], ["0", []], ["17", ["a", "b"]], [["1-1", ["a", "b"]]], null),
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.array(tie("any"), { maxLength: 4 }),
  ),
}));

/** How many commands stand in what came. */
const commandsIn = (chunk: string): number => chunk.match(/\*\d+\r\n\$\d+\r\n[a-z]/gi)?.length ?? 0;

describe("what listens where a Redis should", () => {
  it("answers by the protocol, and not what was asked: a failure in words, whatever is looked at", async function () {
    this.timeout(120_000);
    const endings = new Endings("never late");
    const { asked } = endings;
    const STANDALONE = "redis_version:8.2.0\r\nredis_mode:standalone\r\n";
    const run = fc.record({
      answers: fc.array(any, { minLength: 1, maxLength: 12 }),
      info: fc.oneof({ weight: 3, arbitrary: fc.constant(STANDALONE) }, any),
      master: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.constant("m")),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ answers, info, master }) => {
        let next = 0;
        await met(
          (socket) =>
            socket.on("data", (chunk) => {
              const request = chunk.toString("latin1");
              for (let left = commandsIn(request); left > 0; left--) {
                const first = /\r\n(?:info|setname)\r\n/i.test(request) && left === 1;
                socket.write(
                  written(first && /info/i.test(request) ? info : (answers[next++ % answers.length] ?? null)),
                );
              }
            }),
          async (url) => {
            const opening = opened({ url, ...(master ? { master } : {}) }, { timeout: 20_000 });
            await asked(opening);
            const session = await opening.catch(() => undefined);
            if (!session) return;
            const range = { offset: 0, length: 10 };
            await asked(session.children(ROOT, { limit: 5 }, NEVER));
            await asked(session.children(database(0), { limit: 5 }, NEVER));
            for (const place of [ROOT, database(0), keyAt(0, "k")]) {
              await asked(session.find(place, NEVER));
              await asked(session.describe(place, NEVER));
            }
            await asked(session.read(keyAt(0, "k"), range, NEVER));
            await asked(session.check(NEVER));
            await asked(session.rights?.(NEVER));
            await asked(session.doors?.(NEVER));
            const entries = [{ key: Buffer.from("k"), as: "any" as const }];
            const channels = [Buffer.from("c")];
            await asked(
              session.locks?.sample({ locks: [{ name: Buffer.from("k"), entries, channels }], clients: true }, NEVER),
            );
            const name = () => "look" as const;
            const sift = { name, shape: () => true };
            await asked(session.locks?.discover({ patterns: [], budget: 2_000, sift }, NEVER));
            await session.close();
          },
        );
      }),
      // Chance alone would not always come to a server that allows nothing.
      { numRuns: 40, examples: [[{ answers: ["-NOPERM no"], info: STANDALONE, master: undefined }]] },
    );
    endings.assertSeen("answered", "protocol", "denied");
  });
});
