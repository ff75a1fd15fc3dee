import assert from "node:assert/strict";
import fc from "fast-check";
import { parseStatus } from "../../src/hdfs/status";

describe("a file's status", () => {
  it("is read as the server means it", () => {
    const status = parseStatus({
      ...{ accessTime: 1, blockSize: 134217728, childrenNum: 0, fileId: 5, group: "g", length: 3, owner: "o" },
      ...{ modificationTime: 2, pathSuffix: "a b", permission: "1644", replication: 3, storagePolicy: 0, type: "FILE" },
      ...{ aclBit: true, encBit: true, ecBit: true, ecPolicy: "RS-6-3-1024k", snapshotEnabled: true },
    });
    assert.deepEqual(status, {
      ...{ name: "a b", type: "file", length: 3n, modified: 2, accessed: 1, owner: "o", group: "g" },
      ...{ permission: 0o1644, replication: 3, blockSize: 134217728n, children: 0, target: undefined },
      ...{ hasAcl: true, encrypted: true, erasureCoded: true, erasurePolicy: "RS-6-3-1024k", snapshots: true },
    });
  });

  it("leaves unknown what is missing or odd", () => {
    const status = parseStatus({ pathSuffix: "x", type: "FILE", length: "many", permission: 644, owner: null });
    assert.equal(status?.length, undefined);
    assert.equal(status?.permission, undefined);
    assert.equal(status?.owner, undefined);
    assert.equal(status?.hasAcl, false);
  });

  it("keeps a length of 64 bits", () => {
    assert.equal(parseStatus({ pathSuffix: "", type: "FILE", length: "9223372036854775807" })?.length, 2n ** 63n - 1n);
  });

  it("is none without a name or a known type, whatever else comes", () => {
    for (const odd of [null, [], 1, "x", {}, { pathSuffix: "x" }, { pathSuffix: 1, type: "FILE" }])
      assert.equal(parseStatus(odd), undefined);
    assert.equal(parseStatus({ pathSuffix: "x", type: "DOOR" }), undefined);
    fc.assert(
      fc.property(fc.anything(), (odd) => {
        parseStatus(odd);
      }),
    );
  });
});
