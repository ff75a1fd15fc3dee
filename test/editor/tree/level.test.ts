import assert from "node:assert/strict";
import { child, root } from "../../../src/core/address";
import type { Node, Page } from "../../../src/core/contract";
import { Failure } from "../../../src/core/failure";
import { text } from "../../../src/core/text";
import { LEVEL_MOST, Level } from "../../../src/editor/tree/level";
import type { ConnectionRow, Row } from "../../../src/editor/tree/rows";

const parent: ConnectionRow = {
  type: "connection",
  connection: { profile: { id: "p", name: "P", access: "observe" }, name: "hdfs", system: "hdfs", values: {} },
};
const node = (name: string, label = name): Node => ({
  address: child(root("p", "hdfs"), name),
  kind: "hdfs.file",
  label,
  icon: "file",
  expandable: false,
  readable: true,
});
const page = (names: readonly string[], rest: Partial<Page> = {}): Page => ({
  nodes: names.map((name) => node(name)),
  complete: true,
  ...rest,
});
const said = (rows: readonly Row[]) =>
  rows.map((row) => (row.type === "node" ? row.node.label : row.type === "note" ? row.note.kind : row.type));

describe("Level", () => {
  it("keeps the object of a row while the thing stays, and says the new of it", () => {
    const level = new Level(parent);
    level.replace(page(["a", "b"]));
    const [a, b] = level.rows();
    level.replace({ nodes: [node("b", "b, changed"), node("c")], complete: true });
    assert.equal(level.rows()[0], b);
    assert.deepEqual(said(level.rows()), ["b, changed", "c"]);
    level.replace(page(["a"]));
    assert.notEqual(level.rows()[0], a);
  });

  it("appends a page behind the one before, and offers the next", () => {
    const level = new Level(parent);
    level.replace(page(["a", "b"], { next: "b", left: 2 }));
    assert.deepEqual(said(level.rows()), ["a", "b", "more"]);
    assert.equal(level.cursor, "b");
    level.append(page(["c", "d"]));
    assert.deepEqual(said(level.rows()), ["a", "b", "c", "d"]);
    assert.equal(level.cursor, undefined);
  });

  it("shows a thing once, however often a server names it", () => {
    const level = new Level(parent);
    level.replace(page(["a", "a"], { next: "a" }));
    level.append(page(["a", "b"]));
    assert.deepEqual(said(level.rows()), ["a", "b"]);
  });

  it("stops offering more where a tree would suffer", () => {
    const level = new Level(parent);
    level.replace(
      page(
        Array.from({ length: LEVEL_MOST }, (_, n) => `${n}`),
        { next: "x", left: 9 },
      ),
    );
    assert.deepEqual(level.rows().at(-1)?.type === "note" && level.rows().at(-1), {
      type: "note",
      parent,
      note: { kind: "full", shown: LEVEL_MOST, left: 9 },
    });
    assert.equal(level.cursor, undefined);
  });

  it("keeps what was shown when the next look fails", () => {
    const level = new Level(parent);
    level.replace(page(["a"]));
    level.fail(new Failure({ code: "timeout", what: text("late") }));
    assert.deepEqual(said(level.rows()), ["a", "failure"]);
  });

  it("says that a scan goes on, and offers to go on after it was stopped", () => {
    const level = new Level(parent);
    level.replace(page([], { complete: false, partial: { text: text("scanning"), state: "scanning" } }));
    assert.ok(level.scanning);
    assert.deepEqual(said(level.rows()), ["partial"]);
    level.replace(page(["a"], { complete: false, partial: { text: text("scanning"), state: "scanning" } }));
    level.stop();
    const note = level.rows().find((row) => row.type === "note");
    assert.ok(note?.type === "note" && note.note.kind === "partial" && note.note.partial.state === "resume");
  });

  it("says why it is empty", () => {
    const level = new Level(parent);
    level.replace(page([]), "x");
    assert.deepEqual(said(level.rows()), ["empty"]);
    level.stop();
    assert.deepEqual(said(level.rows()), ["stopped"]);
  });

  it("shows a pinned row once its page has come only in its place", () => {
    const level = new Level(parent);
    level.replace(page(["a"], { next: "a" }));
    const pinned = level.pin(node("z"));
    assert.deepEqual(said(level.rows()), ["z", "a", "more"]);
    level.append(page(["y", "z"]));
    assert.deepEqual(said(level.rows()), ["a", "y", "z"]);
    assert.equal(level.rows().at(-1), pinned);
  });
});
