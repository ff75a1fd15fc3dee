import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePermission, permissionOctal, permissionText } from "../../src/hdfs/permission";

describe("a permission", () => {
  it("reads as `hdfs dfs -ls` prints it", () => {
    assert.equal(permissionText(0o644), "rw-r--r--");
    assert.equal(permissionText(0o750), "rwxr-x---");
    assert.equal(permissionText(0o1777), "rwxrwxrwt");
    assert.equal(permissionText(0o1776), "rwxrwxrwT");
    assert.equal(permissionText(0), "---------");
  });

  it("comes back from its octal digits, however WebHDFS shortens them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0o1777 }), (mode) => {
        assert.equal(parsePermission(mode.toString(8)), mode);
        assert.equal(parsePermission(permissionOctal(mode)), mode);
        assert.equal(permissionText(mode).length, 9);
      }),
    );
  });

  it("is unknown where it is not octal", () => {
    for (const odd of ["", "rwx", "888", "77777", "-1"]) assert.equal(parsePermission(odd), undefined, odd);
  });
});
