import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "../../src/core/contract";
import { type Failure, isFailure } from "../../src/core/failure";
import { NEVER } from "../support/session";
import { type Fake, type Handler, startFake } from "./fake";
import { at, withSession } from "./opened";

export const PAGE = { limit: 10 };
const RANGE = { offset: 0, length: 100 };

/** What goes wrong when a server answers so; whatever it is, it must be a `Failure` and nothing else. */
export async function failureWith(
  handlers: Readonly<Record<string, Handler>>,
  use: (session: Session, fake: Fake) => Promise<unknown>,
  options: { timeout?: number; secret?: string } = {},
): Promise<Failure> {
  const fake = await startFake(handlers);
  try {
    return await withSession({ url: fake.url }, options, async (session) => {
      const error: unknown = await use(session, fake).then(
        (result) => assert.fail(`no failure: ${JSON.stringify(result)}`),
        (cause: unknown) => cause,
      );
      assert.ok(isFailure(error), String(error));
      return error;
    });
  } finally {
    await fake.close();
  }
}

export const list = (session: Session) => session.children(at("d"), PAGE, NEVER);
export const find = (session: Session) => session.find(at("f"), NEVER);
export const read = (session: Session) => session.read(at("f"), RANGE, NEVER);

/** Sends for as long as somebody takes it. */
export function flood(response: ServerResponse, chunk: Buffer, sent: (bytes: number) => void = () => {}): void {
  const more = () => {
    do sent(chunk.length);
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more);
  more();
}

/** Registers hooks: no fault may bring an uncaught exception or an unhandled rejection, late ones included. */
export function noUncaught(): void {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);

  before(() => {
    process.on("uncaughtExceptionMonitor", note);
    process.on("unhandledRejection", note);
  });

  after(() => {
    process.off("uncaughtExceptionMonitor", note);
    process.off("unhandledRejection", note);
  });

  // Late errors of a request come after its failure.
  afterEach(async () => {
    await sleep(5);
    assert.deepEqual(uncaught, []);
  });
}
