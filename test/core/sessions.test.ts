import assert from "node:assert/strict";
import { root } from "../../src/core/address";
import type { Connection, Session, SessionContext, System } from "../../src/core/contract";
import { Failure, hasCode } from "../../src/core/failure";
import { SessionPool } from "../../src/core/sessions";
import { text } from "../../src/core/text";

// Systems that fail in ways no real server can be brought to at the right moment.
const nothing = new AbortController().signal;

function session(overrides: Partial<Session> = {}): Session {
  return {
    children: async () => ({ nodes: [], complete: true }),
    find: async () => undefined,
    describe: async () => [],
    read: async () => ({ bytes: new Uint8Array() }),
    check: async () => [],
    close: async () => {},
    ...overrides,
  };
}

function system(id: string, open: System["open"]): System {
  return { id, title: id, fields: [], goTo: [], localhost: { port: 1, values: {} }, endpoint: () => id, open };
}

const connection = (name: string): Connection => ({
  profile: { id: "p", name: "P", access: "observe" },
  name,
  system: name,
  values: {},
});

function poolOf(...systems: System[]): SessionPool {
  const pool = new SessionPool(systems, {
    timeout: () => 40,
    setting: (_system, _name, fallback) => fallback,
    secret: async () => undefined,
    log: () => {},
  });
  pool.configure(systems.map(({ id }) => connection(id)));
  return pool;
}

const at = (name: string) => root("p", name);

describe("SessionPool", () => {
  it("opens a connection once for all who want it, and only when it is wanted", async () => {
    let opened = 0;
    const pool = poolOf(
      system("a", async () => {
        opened++;
        return session();
      }),
    );
    assert.equal(opened, 0);
    assert.equal(pool.state(connection("a")).state, "closed");
    await Promise.all([1, 2, 3].map(() => pool.run(at("a"), nothing, (open, signal) => open.check(signal))));
    assert.equal(opened, 1);
    assert.equal(pool.state(connection("a")).state, "connected");
    await pool.dispose();
  });

  it("keeps the order of the settings when one of them changes", () => {
    const pool = poolOf(...["a", "b", "c"].map((id) => system(id, async () => session())));
    pool.configure([connection("a"), { ...connection("b"), values: { url: "other" } }, connection("c")]);
    assert.deepEqual(
      pool.connections().map(({ name }) => name),
      ["a", "b", "c"],
    );
  });

  it("does not let a mute server hold up another", async () => {
    const pool = poolOf(
      system("mute", () => new Promise(() => {})),
      system("good", async () => session()),
    );
    const mute = pool.run(at("mute"), nothing, (open, signal) => open.check(signal));
    await pool.run(at("good"), nothing, (open, signal) => open.check(signal));
    await assert.rejects(mute, (error) => hasCode(error, "timeout"));
    const state = pool.state(connection("mute"));
    assert.ok(state.state === "failed" && state.failure.code === "timeout");
    await pool.dispose();
  });

  it("tries anew after a failure, and tells listeners of each state", async () => {
    let tries = 0;
    const refused = new Failure({ code: "refused", what: text("refused") });
    const pool = poolOf(system("a", async () => (tries++ ? session() : Promise.reject(refused))));
    const states: string[] = [];
    pool.onDidChange((changed) => states.push(pool.state(changed).state));
    await assert.rejects(
      pool.run(at("a"), nothing, async () => 1),
      (error) => error === refused,
    );
    assert.equal(await pool.run(at("a"), nothing, async () => 1), 1);
    assert.deepEqual(states, ["connecting", "failed", "connecting", "connected"]);
    await pool.dispose();
  });

  it("opens a new session after the old one was lost", async () => {
    const contexts: SessionContext[] = [];
    const closed: number[] = [];
    const pool = poolOf(
      system("a", async (_connection, context) => {
        const number = contexts.push(context);
        return session({ close: async () => void closed.push(number) });
      }),
    );
    await pool.run(at("a"), nothing, async () => {});
    contexts[0]?.lost(new Error("reset"));
    assert.equal(pool.state(connection("a")).state, "failed");
    await pool.run(at("a"), nothing, async () => {});
    assert.equal(contexts.length, 2);
    assert.deepEqual(closed, [1]);
    await pool.dispose();
    assert.deepEqual(closed, [1, 2]);
  });

  it("closes what the settings no longer name, and what they name differently", async () => {
    const closed: string[] = [];
    const pool = poolOf(
      system("a", async () => session({ close: async () => void closed.push("a") })),
      system("b", async () => session({ close: async () => void closed.push("b") })),
      system("c", async () => session({ close: async () => void closed.push("c") })),
    );
    for (const name of ["a", "b", "c"]) await pool.run(at(name), nothing, async () => {});
    pool.configure([connection("a"), { ...connection("b"), values: { url: "other" } }]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(closed.sort(), ["b", "c"]);
    await assert.rejects(
      pool.run(at("c"), nothing, async () => {}),
      (error) => hasCode(error, "notFound"),
    );
    await pool.dispose();
  });

  it("turns what is no failure into one, and says nothing of it as a cancelled call", async () => {
    const pool = poolOf(system("a", async () => session()));
    await assert.rejects(
      pool.run(at("a"), nothing, async () => Promise.reject(new TypeError("x is not a function"))),
      (error) => hasCode(error, "unknown"),
    );
    const controller = new AbortController();
    const waiting = pool.run(at("a"), controller.signal, () => new Promise<never>(() => {}));
    controller.abort();
    await assert.rejects(waiting, (error) => hasCode(error, "cancelled"));
    assert.equal(pool.state(connection("a")).state, "connected");
    await pool.dispose();
  });

  it("closes a session that was opened after nobody wanted it any more", async () => {
    let finish: (open: Session) => void = () => {};
    let closed = false;
    const pool = poolOf(
      system(
        "a",
        () =>
          new Promise((resolve) => {
            finish = resolve;
          }),
      ),
    );
    const waiting = pool.run(at("a"), nothing, async () => {});
    pool.configure([]);
    finish(
      session({
        close: async () => {
          closed = true;
        },
      }),
    );
    await assert.rejects(waiting);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(closed, true);
  });
});
