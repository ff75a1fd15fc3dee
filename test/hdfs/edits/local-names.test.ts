import assert from "node:assert/strict";
import { basename, join, posix, win32 } from "node:path";
import fc from "fast-check";
import { localName, localNames } from "../../../src/hdfs/edits/local-names";
import { clipBytes, localPartName, partName } from "../../../src/hdfs/edits/part-name";

describe("the name of a download", () => {
  it("stays as it is where that is safe", () => {
    for (const name of [
      "a.txt",
      "数据 100%+#.csv",
      "\u00e9",
      "e\u0301",
      ".hidden",
      "_SUCCESS",
      "-rf",
      "CONfig",
      "a..b",
    ])
      assert.equal(localName(name, "linux"), name);
  });

  it("leads nowhere else", () => {
    assert.equal(localName("..", "linux"), "__");
    assert.equal(localName(".", "linux"), "_");
    assert.equal(localName("../../etc/passwd", "linux"), ".._.._etc_passwd");
    assert.equal(localName("..\\x", "linux"), ".._x");
    assert.equal(localName("a\nb\u0000c\u202etxt", "linux"), "a_b_c_txt");
    assert.equal(localName("CON", "linux"), "CON_");
    assert.equal(localName("nul.txt", "linux"), "nul_.txt");
    assert.equal(localName("COM1.tar.gz", "linux"), "COM1_.tar.gz");
    assert.equal(localName("end. .", "linux"), "end___");
    assert.equal(localName("a:b?c*", "win32"), "a_b_c_");
    assert.equal(localName("a?c*", "linux"), "a?c*");
    assert.equal(localName("", "linux"), "_");
  });

  it("is one component of a path, whatever the server says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        for (const platform of ["linux", "win32"] as const) {
          const path = platform === "win32" ? win32 : posix;
          const safe = localName(name, platform);
          assert.equal(path.basename(path.join(path.sep, "top", safe)), safe);
          assert.equal(path.dirname(path.join(path.sep, "top", safe)), path.join(path.sep, "top"));
          assert.ok(Buffer.byteLength(safe) <= 255 && safe.isWellFormed() && !/[\p{Cc}]/u.test(safe));
        }
      }),
    );
  });

  it("differs from the others' also where case and accents do not count, and a good name keeps its own", () => {
    assert.deepEqual(localNames(["A.txt", "a.txt", "a.TXT"], "linux"), ["A.txt", "a (2).txt", "a (3).TXT"]);
    assert.deepEqual(localNames(["\u00e9", "e\u0301"], "linux"), ["\u00e9", "e\u0301 (2)"]);
    assert.deepEqual(localNames(["a\\b", "a_b"], "linux"), ["a_b (2)", "a_b"]);
    assert.deepEqual(localNames([".x", ".X"], "linux"), [".x", ".X (2)"]);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 260 })), (names) => {
        const local = localNames(names, "linux");
        assert.equal(local.length, names.length);
        assert.equal(new Set(local.map((name) => name.normalize("NFC").toLowerCase())).size, names.length);
        for (const name of local) assert.ok(Buffer.byteLength(name) <= 255);
      }),
    );
  });
});

describe("the name of what is not complete", () => {
  it("is hidden, says whose it is, and is never too long", () => {
    assert.match(partName("数据.csv"), /^\.数据\.csv\.cluster-observer-[0-9a-f]{8}\.part$/);
    assert.match(localPartName("a.csv"), /^a\.csv\.[0-9a-f]{8}\.part$/);
    assert.notEqual(partName("a"), partName("a"));
    for (const name of ["x".repeat(255), "名".repeat(85), "😀".repeat(63)])
      for (const part of [partName(name), localPartName(name)]) {
        assert.ok(Buffer.byteLength(part) <= 255 && part.isWellFormed());
        assert.equal(basename(join("d", part)), part);
      }
    assert.equal(clipBytes("a名b", 3), "a");
  });
});
