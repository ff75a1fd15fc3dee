import assert from "node:assert/strict";
import { child, root } from "../../../src/core/address";
import type { Edit } from "../../../src/core/edit";
import { hasCode } from "../../../src/core/failure";
import { text } from "../../../src/core/text";
import { targetsOf } from "../../../src/editor/edits/targets";
import type { ConnectionRow, NodeRow, Row } from "../../../src/editor/tree/rows";

const one: Edit = { id: "rename", title: text("Rename…"), on: ["hdfs.file", "connection"], group: "change" };
const many: Edit = { ...one, id: "delete", many: true };

const connection = (profile: string): ConnectionRow => ({
  type: "connection",
  connection: {
    profile: { id: profile, name: profile, access: "edit" },
    name: "hdfs",
    system: "hdfs",
    values: {},
  },
});

function row(name: string, kind = "hdfs.file", parent = connection("local")): NodeRow {
  const address = child(root(parent.connection.profile.id, "hdfs"), name);
  return {
    type: "node",
    parent,
    node: { address, kind, label: name, icon: "file", expandable: false, readable: true },
  };
}

const names = (edit: Edit, clicked: Row | undefined, selected: readonly Row[]): string[] =>
  targetsOf(edit, clicked, selected).map(({ profile, path }) => [profile, ...path].join("/"));

describe("what an edit is about", () => {
  const [a, b, folder] = [row("a"), row("b"), row("folder", "hdfs.directory")];

  it("is the row whose menu was used, whatever else is selected", () => {
    assert.deepEqual(names(one, a, [b, folder]), ["local/a"]);
    assert.deepEqual(names(many, a, [b, folder]), ["local/a"]);
    assert.deepEqual(names(one, a, [a, b]), ["local/a"]);
  });

  it("is all that is selected where the row is one of it", () => {
    assert.deepEqual(names(many, a, [a, b]), ["local/a", "local/b"]);
  });

  it("is what is selected when it was called from the palette", () => {
    assert.deepEqual(names(one, undefined, [a]), ["local/a"]);
    assert.deepEqual(names(one, undefined, [a, b]), []);
    assert.deepEqual(names(many, undefined, []), []);
    assert.deepEqual(names(one, undefined, [connection("local")]), ["local"]);
  });

  it("is nothing that does not fit", () => {
    assert.deepEqual(names(one, folder, [folder]), []);
    assert.throws(
      () => targetsOf(many, a, [a, folder]),
      (error) => hasCode(error, "invalid") && /folder/.test(String(error)),
    );
  });

  it("is of one connection", () => {
    assert.throws(
      () => targetsOf(many, a, [a, row("c", "hdfs.file", connection("other"))]),
      (error) => hasCode(error, "invalid") && /other/.test(String(error)),
    );
  });
});
