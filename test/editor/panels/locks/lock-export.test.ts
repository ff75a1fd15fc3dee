import assert from "node:assert/strict";
import { csv } from "../../../../src/editor/panels/csv";
import { apiLocks, lockRecords } from "../../../../src/editor/panels/locks/lock-export";
import { lockPlace } from "../../../../src/editor/panels/locks/lock-places";
import { nameOfId } from "../../../../src/editor/panels/locks/lock-watches";
import { held, holder, lock, snapshot, split, TAKEN_AT } from "./snapshot";

describe("the exports of locks", () => {
  it("have each lock with what is known of it, and nothing that is not", () => {
    const fenced = held("a", "x", 1_500, {
      acquiredCount: 2,
      fencing: "18446744073709551615",
      waiters: { count: 1, exact: true, order: [{ id: "y", deadline: TAKEN_AT }] },
    });
    const { takenAt, coverage, locks, missing } = apiLocks(snapshot(fenced, lock("f", "free")));
    assert.equal(takenAt, TAKEN_AT);
    assert.deepEqual(coverage, { scanned: 12_000, of: 1_000_000, complete: false });
    assert.deepEqual(missing, []);
    assert.deepEqual(locks, [
      {
        name: "a",
        convention: "cas",
        confidence: "pattern",
        state: "held",
        holder: "x",
        holders: [{ id: "x" }],
        ttlMs: 1_500,
        acquiredCount: 2,
        fencing: "18446744073709551615",
        waiters: { count: 1, order: [{ id: "y", deadline: TAKEN_AT }] },
        evidence: ["why it is held", "a fact"],
      },
      {
        name: "f",
        convention: "cas",
        confidence: "pattern",
        state: "free",
        ttlMs: null,
        waiters: "unknown",
        evidence: ["why it is free", "a fact"],
      },
    ]);
  });

  it("have no holder where nobody has a quorum, but whose values are there", () => {
    const [one] = apiLocks(snapshot(split("a"))).locks;
    assert.equal(one?.holder, undefined);
    assert.deepEqual(one?.holders, [{ id: "one" }, { id: "two" }]);
    assert.deepEqual(one?.quorum, { have: 1, need: 2, of: 3, unreachable: 1 });
  });

  it("write the rows that are shown, in their order, as CSV that no spreadsheet runs", () => {
    const names = snapshot(held("=cmd()", "x", null, { holders: [holder("x"), holder("y")] }), held("b", "z", 5));
    const records = lockRecords(names, ["b", "nobody", "=cmd()"]);
    const { text, guarded } = csv(records);
    const [header = "", ...lines] = text.trimEnd().split("\r\n");
    assert.equal(header.split(",").length, 14);
    assert.deepEqual(lines, [
      "b,cas,pattern,held,z,5,,,,,,,unknown,why it is held",
      "'=cmd(),cas,pattern,leaked,x y,,,,,,,,unknown,why it is leaked",
    ]);
    assert.equal(guarded, 1);
  });
});

describe("what an address means to the panel", () => {
  const place = (...path: string[]) => lockPlace({ profile: "p", connection: "redis", path });

  it("is a connection, a database, a key, or what is below a prefix", () => {
    assert.deepEqual(place(), {});
    assert.deepEqual(place("0"), { database: "0" });
    assert.deepEqual(place("0", ""), { database: "0" });
    assert.deepEqual(Buffer.from(place("0", "app:", "").prefix ?? []).toString(), "app:");
    assert.equal(place("3", "a~2Fb").id, "a~2Fb");
    assert.equal(Buffer.from(place("3", "a~2Fb").name ?? []).toString(), "a/b");
  });

  it("is found again from a row's id, also where the lock is one server's alone", () => {
    const name = (id: string) => Buffer.from(nameOfId(id)).toString();
    assert.equal(name("a~2Fb"), "a/b");
    assert.equal(name("job@10.0.0.1:6379"), "job");
    assert.equal(name("job@10.0.0.1:6379/2"), "job");
    assert.equal(name("user@example"), "user@example");
  });
});
