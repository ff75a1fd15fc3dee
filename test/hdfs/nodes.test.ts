import assert from "node:assert/strict";
import { childNode, nodeOf } from "../../src/hdfs/nodes";
import { type FileStatus, parseStatus } from "../../src/hdfs/status";
import { say } from "../support/session";
import { at, detail } from "./opened";

function status(json: Record<string, unknown>): FileStatus {
  const parsed = parseStatus({ pathSuffix: "x", type: "FILE", ...json });
  assert.ok(parsed);
  return parsed;
}

const modified = Date.now() - 5 * 60_000;

describe("a row of HDFS", () => {
  it("of a file says size, age, owner, permission and replication", () => {
    const file = { length: 1_572_864, modificationTime: modified, owner: "li", permission: "640", replication: 3 };
    const node = childNode(at("d"), status(file));
    assert.equal(detail(node.detail), "1.5 MB · 5m ago · li · rw-r----- · replication 3");
    assert.deepEqual([node.kind, node.icon, node.expandable, node.readable], ["hdfs.file", "file", false, true]);
    assert.deepEqual(node.address.path, ["d", "x"]);
  });

  it("of a directory says age, owner and permission", () => {
    const node = childNode(
      at(),
      status({ type: "DIRECTORY", modificationTime: modified, owner: "li", permission: "1777" }),
    );
    assert.equal(detail(node.detail), "5m ago · li · rwxrwxrwt");
    assert.deepEqual([node.kind, node.icon, node.expandable, node.readable], ["hdfs.directory", "folder", true, false]);
    assert.equal(say(node.role), "directory");
  });

  it("of a link says where it leads", () => {
    const node = childNode(at(), status({ type: "SYMLINK", symlink: "/data/\u202ecurrent", owner: "li" }));
    assert.equal(detail(node.detail), "→ /data/\\u{202e}current · li");
    assert.deepEqual([node.kind, node.expandable, node.readable], ["hdfs.symlink", false, false]);
  });

  it("leaves out what the server did not say", () => {
    assert.equal(detail(childNode(at(), status({})).detail), "");
    assert.equal(detail(childNode(at(), status({ length: 0, modificationTime: 0, replication: 0 })).detail), "0 B");
  });

  it("shows a name safely and keeps it for the clipboard", () => {
    const node = childNode(at("d"), status({ pathSuffix: "a\nb" }));
    assert.deepEqual([node.label, node.name], ["a\\nb", "a\nb"]);
    assert.equal(childNode(at("d"), status({ pathSuffix: "plain" })).name, undefined);
  });

  it("is the same by its own address, without the part of a document", () => {
    const json = { length: 3, modificationTime: modified };
    const own = nodeOf({ ...at("d", "x"), part: "5" }, ["d", "x"], status({ ...json, pathSuffix: "" }));
    assert.deepEqual(own, childNode(at("d"), status(json)));
    assert.equal(nodeOf(at(), [], status({ type: "DIRECTORY", pathSuffix: "" })).label, "/");
  });
});
