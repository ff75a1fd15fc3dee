import assert from "node:assert/strict";
import fc from "fast-check";
import { csv } from "../../../src/editor/panels/csv";

describe("CSV", () => {
  it("is what RFC 4180 says", () => {
    const lines = [["plain", 'with "quotes"', "a,b", "two\r\nlines", null, undefined, 12n, 1.5, true]];
    const { text, guarded } = csv({ header: ["one", "two"], lines });
    assert.equal(text, 'one,two\r\nplain,"with ""quotes""","a,b","two\r\nlines",,,12,1.5,true\r\n');
    assert.equal(guarded, 0);
  });

  it("keeps 64-bit numbers exact", () => {
    assert.equal(csv({ header: [], lines: [[9223372036854775807n]] }).text, "\r\n9223372036854775807\r\n");
  });

  it("gives a spreadsheet no formula to run, and counts what it has changed", () => {
    const names = ["=1+1", "+a", "-a", "@a", "\ta", '=HYPERLINK("x")', "-5", "a=b", "＝1"];
    const { text, guarded } = csv({ header: ["name"], lines: names.map((name) => [name]) });
    assert.deepEqual(text.split("\r\n").slice(1, -1), [
      "'=1+1",
      "'+a",
      "'-a",
      "'@a",
      "'\ta",
      `"'=HYPERLINK(""x"")"`,
      "-5",
      "a=b",
      "'＝1",
    ]);
    assert.equal(guarded, 7);
  });

  it("leaves none wherever a spreadsheet divides", () => {
    assert.equal(
      csv({ header: [], lines: [["a;=1+1", "b\t@x", "c;d", "1;-2"]] }).text,
      "\r\na;'=1+1,b\t'@x,c;d,1;'-2\r\n",
    );
    const field = fc.array(fc.constantFrom("=", "+", "-", "@", ";", "\t", ",", '"', "\r\n", "a", "1", " ", "＝"));
    fc.assert(
      fc.property(field, (pieces) => {
        const name = pieces.join("");
        const { text, guarded } = csv({ header: [], lines: [[name]] });
        const cells = text
          .slice(2, -2)
          .replace(/^"|"$/g, "")
          .replaceAll('""', '"')
          .split(/[;\t\r\n]/);
        for (const cell of cells) assert.ok(!/^[=+\-@＝＋－＠]/.test(cell) || cells.length === 1, JSON.stringify(name));
        if (cells.length === 1 && /^[=+\-@＝＋－＠]/.test(cells[0] ?? "")) assert.match(name, /^-?\d+(\.\d+)?$/);
        if (!/[=+\-@＝＋－＠\t\r\n]/.test(name)) assert.equal(guarded, 0);
      }),
    );
  });
});
