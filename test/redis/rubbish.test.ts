import assert from "node:assert/strict";
import fc from "fast-check";
import { isFailure } from "../../src/core/failure";
import { NEVER } from "../support/session";
import { database, keyAt, opened } from "./opened";
import { almostRedis, met } from "./stranger";

const piece = fc.oneof(
  fc.constantFrom(
    "*",
    "$",
    ":",
    "+OK\r\n",
    "-ERR x\r\n",
    "\r\n",
    "$-1\r\n",
    "*-1\r\n",
    "%2\r\n",
    "~1\r\n",
    ">3\r\n",
    "_\r\n",
    "#t\r\n",
    ",1.5\r\n",
    "(99\r\n",
    "=5\r\n",
    "!3\r\nERR\r\n",
    "*1000000000\r\n",
    "$9999999999999\r\n",
    ":99999999999999999999\r\n",
  ),
  fc.string({ maxLength: 6 }),
  fc.integer({ min: -5, max: 99 }).map((n) => `${n}\r\n`),
);

const rubbish = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(""));

function assertFailure(error: unknown): undefined {
  assert.ok(isFailure(error), String(error));
}

describe("what listens where a Redis should", () => {
  it("answers rubbish: a failure, and no uncaught exception", async () => {
    await fc.assert(
      fc.asyncProperty(rubbish, async (pieces) => {
        await met(
          (socket) => socket.on("data", () => socket.write(pieces)),
          async (url) => {
            const session = await opened({ url }, { timeout: 60 }).catch(assertFailure);
            await session?.close();
          },
        );
      }),
      { numRuns: 60 },
    );
  });

  it("answers rubbish later: the same, whatever is asked", async () => {
    const range = { offset: 0, length: 10 };
    await fc.assert(
      fc.asyncProperty(rubbish, async (pieces) => {
        await met(
          almostRedis((_, socket) => void socket.write(pieces)),
          async (url) => {
            let timeout = 10_000;
            const session = await opened({ url }, { timeout: () => timeout });
            timeout = 60;
            await Promise.all([
              session.children(database(0), { limit: 10 }, NEVER).catch(assertFailure),
              session.find(keyAt(0, "k"), NEVER).catch(assertFailure),
              session.read(keyAt(0, "k"), range, NEVER).catch(assertFailure),
              session.describe(keyAt(0, "k"), NEVER).catch(assertFailure),
              session.check(NEVER).catch(assertFailure),
            ]);
            await session.close();
          },
        );
      }),
      { numRuns: 60 },
    );
  });
});
