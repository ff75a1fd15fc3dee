import assert from "node:assert/strict";
import { root } from "../../src/core/address";
import type { Access, Connection, Page, Session, System, Values } from "../../src/core/contract";
import { type Failure, type FailureCode, isFailure } from "../../src/core/failure";
import { english, render, renderAll } from "../../src/core/render";
import { SessionPool } from "../../src/core/sessions";

/** milliseconds that one call may take: what a user may set is longer */
export const TIMEOUT = 2_000;
/** Opening and the call have a deadline each; the rest is the machine's. */
const LONGEST = 2 * TIMEOUT + 1_500;
/** bytes that the process may grow by: 64 MB of an answer are read at most, and small parts are several times as large in memory */
const MOST_MEMORY = 512 * 1024 * 1024;

export interface Subject {
  readonly system: System;
  readonly values: Values;
  readonly secrets?: Readonly<Record<string, string>>;
  /** what is looked at; absent: the rows below the connection */
  readonly look?: (session: Session, signal: AbortSignal) => Promise<unknown>;
}

/** What the user saw, and when. */
export interface Seen {
  readonly code: FailureCode | "shown";
  readonly words: string;
  readonly ms: number;
  /** milliseconds from the end of the fault to the next good answer */
  readonly recovered?: number;
  /** bytes that the process grew by at most */
  readonly grown: number;
}

const never = (): AbortSignal => new AbortController().signal;
const secretWords = ["wrong-secret-word"];

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A house of its own with one connection, as the editor has it. */
export class Patient {
  readonly pool: SessionPool;
  readonly connection: Connection;

  constructor(
    readonly subject: Subject,
    access: Access = "observe",
  ) {
    const { system, values, secrets } = subject;
    this.connection = {
      profile: { id: "p", name: "faults", access },
      name: system.id,
      system: system.id,
      values,
    };
    this.pool = new SessionPool([system], {
      timeout: () => TIMEOUT,
      setting: (_system, _name, fallback) => fallback,
      secret: async (_system, _connection, field) => secrets?.[field],
      log: (line) => {
        for (const word of secretWords) assert.ok(!line.includes(word), `a secret in the log: ${line}`);
      },
    });
    this.pool.configure([this.connection]);
  }

  look(): Promise<unknown> {
    const { system, look } = this.subject;
    const address = root("p", system.id);
    return this.pool.run(address, never(), (session, signal) =>
      look ? look(session, signal) : session.children(address, { limit: 100, refresh: true }, signal),
    );
  }

  /** Runs one call on the session, as the editor does. */
  run<T>(call: (session: Session, signal: AbortSignal) => Promise<T>, signal = never()): Promise<T> {
    return this.pool.run(root("p", this.subject.system.id), signal, call);
  }

  /** Looks once, under a fault; holds it to the deadline, to words and to memory. */
  async suffer(): Promise<Seen> {
    const before = process.memoryUsage().rss;
    let most = before;
    const scale = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 20);
    const begin = performance.now();
    let shown: unknown;
    const error = await this.look().then(
      (page) => {
        shown = page;
      },
      (reason: unknown) => reason,
    );
    const ms = performance.now() - begin;
    clearInterval(scale);
    assert.ok(ms < LONGEST, `it took ${Math.round(ms)} ms`);
    assert.ok(most - before < MOST_MEMORY, `it grew by ${Math.round((most - before) / 2 ** 20)} MB`);
    if (error === undefined) return { code: "shown", words: wordsOf(shown), ms, grown: most - before };
    assert.ok(isFailure(error), String(error));
    assertSaid(error);
    return { code: error.code, words: error.message, ms, grown: most - before };
  }

  /** Looks until it is answered; the house opens a new session by itself. */
  async recover(limit = 60_000): Promise<number> {
    const begin = performance.now();
    for (;;) {
      try {
        await this.look();
        return performance.now() - begin;
      } catch (error) {
        if (performance.now() - begin > limit) throw error;
        await pause(100);
      }
    }
  }

  end(): Promise<void> {
    return this.pool.dispose();
  }
}

/** The rows with what they say, and why there are not more. */
function wordsOf(page: unknown): string {
  if (typeof page !== "object" || page === null || !("nodes" in page)) return "";
  const { nodes, partial } = page as Page;
  const rows = nodes.map(({ label, detail }) => `${label} (${renderAll(detail, english()) ?? ""})`).slice(0, 5);
  return [...rows, partial ? render(partial.text, english()) : ""].filter(Boolean).join("; ");
}

/** In words: names the thing, no code alone, no stack, no secret. */
function assertSaid({ code, message }: Failure): void {
  assert.notEqual(code, "unknown", message);
  assert.match(message, /^\S.{15,}/s);
  assert.doesNotMatch(message, /\n\s+at |undefined|\[object/);
  for (const word of secretWords) assert.ok(!message.includes(word), message);
}
