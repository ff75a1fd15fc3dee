import assert from "node:assert/strict";
import { english } from "../../../../src/core/render";
import { verbatim } from "../../../../src/core/text";
import { type Beside, lockDetails } from "../../../../src/editor/panels/locks/lock-details";
import type { LockStatus } from "../../../../src/locks/snapshot";
import type { Section } from "../../../../src/panel/protocol";
import { at, held, holder, snapshot, split, TAKEN_AT } from "./snapshot";

const reader = { ...english(), timeZone: "UTC" };
const details = (lock: LockStatus, beside: Partial<Beside> = {}) =>
  lockDetails(snapshot(lock), lock, reader, { actions: [], ...beside }).sections;

function section<K extends Section["kind"]>(sections: readonly Section[], id: string, kind: K) {
  const found = sections.find((one) => one.id === id);
  assert.ok(found, `${id} is not among ${sections.map((one) => one.id).join()}`);
  assert.equal(found.kind, kind);
  return found as Extract<Section, { kind: K }>;
}

describe("the details of a lock", () => {
  it("begin with the rule of its state, and end with the facts behind it", () => {
    const sections = details(held("a", "x", null));
    assert.deepEqual(section(sections, "rule", "sentences").lines, [
      { text: "LEAKED: why it is leaked", tone: "error" },
    ]);
    assert.deepEqual([sections[0]?.id, sections.at(-1)?.id], ["rule", "evidence"]);
    assert.deepEqual(section(sections, "evidence", "sentences").lines, [{ text: "a fact" }]);
  });

  it("put the masters side by side, with how their clocks differ and what is wrong with one", () => {
    const { rows, columns } = section(details(split("a")), "masters", "table");
    const clocks = rows.map(({ cells: { clock } }) => clock);
    assert.deepEqual(clocks, [
      { text: "0 ± 1 ms", sort: 0 },
      { text: "−2400 ± 4 ms", sort: -2400, tone: "warning" },
      { text: "unknown", tone: "muted" },
    ]);
    assert.deepEqual(rows[0]?.cells.ttl, { kind: "countdown", to: TAKEN_AT + 5_000, sort: 5_000 });
    assert.deepEqual(rows[2]?.cells.problem, { text: "It is away.", tone: "warning" });
    assert.ok(columns.some(({ id }) => id === "problem"));
    const { facts } = section(details(split("a")), "facts", "facts");
    assert.deepEqual(facts.find(({ label }) => label === "Clock difference")?.value, "2,400 ± 4 ms");
  });

  it("mark what comes from comparing samples, and what a server told", () => {
    const timeline = [
      { at: 1, what: "acquired", source: "sampled", text: verbatim("x acquired it.") },
      { at: 2, what: "renewed", source: "event", text: verbatim("m1: extended.") },
    ] as const;
    const sampled = section(details(held("a", "x", 1, { timeline })), "timeline", "timeline");
    assert.match(sampled.note ?? "", /^Sampled/);
    assert.deepEqual(
      sampled.events.map(({ text }) => text),
      ["x acquired it. (sampled)", "m1: extended."],
    );
    const live = section(details(held("a", "x", 1, { timeline }), { listening: "live" }), "timeline", "timeline");
    assert.match(live.note ?? "", /^The servers report/);
  });

  it("show the queue in its order with deadlines, and say where nobody can know it", () => {
    const order = [{ id: "first", deadline: TAKEN_AT }, { id: "second" }];
    const masters = [at("m2:6379", "x")];
    const queue = section(
      details(held("a", "x", 1, { masters, waiters: { count: 2, exact: true, order } })),
      "queue",
      "table",
    );
    assert.deepEqual(
      queue.rows.map(({ cells: { place, waiter } }) => [
        typeof place === "object" && "text" in place && place.text,
        waiter,
      ]),
      [
        ["1", "first"],
        ["2", "second"],
      ],
    );
    const [first] = queue.rows;
    assert.ok(typeof first?.cells.deadline === "object" && first.cells.deadline.kind === "countdown");
    assert.equal(first.cells.deadline.to, TAKEN_AT + 2_400, "by our clock: the server's is behind");
    const { lines } = section(details(held("a", "x", 1)), "queue", "sentences");
    assert.match(lines[0]?.text ?? "", /^Unknown/);
  });

  it("name the connection of a holder only where one is surely its", () => {
    const client = { id: "7", address: "10.0.0.7:4242", name: "worker-7", command: "eval" };
    const known = held("a", "x", 1, { holders: [holder("x", { client })] });
    const { rows } = section(details(known), "clients", "table");
    assert.equal(rows[0]?.cells.address, "10.0.0.7:4242");
    assert.equal(
      details(held("a", "x", 1)).some(({ id }) => id === "clients"),
      false,
    );
  });

  it("show what came of a release on each master", () => {
    const results = [
      { master: "m1:6379", result: "done" },
      { master: "m2:6379", result: "changed" },
      { master: "m3:6379", result: "failed", why: verbatim("It is away.") },
    ] as const;
    const { title, rows } = section(
      details(held("a", "x", 1), { deed: { what: "release", at: TAKEN_AT, results } }),
      "deed",
      "table",
    );
    assert.match(title, /^Release at .*12:00/);
    const words = rows.map(({ cells: { result } }) => typeof result === "object" && "text" in result && result.text);
    assert.deepEqual(words, ["released", "refused", "failed"]);
    assert.equal(rows[2]?.cells.why, "It is away.");
  });
});
