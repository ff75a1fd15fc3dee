import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { plain } from "../../src/editor/plain";
import { filesEnding } from "../support/files";

const source = join(__dirname, "..", "..", "src");

describe("words with names of strangers in them", () => {
  it("hold no link and no icon any more, and look the same", () => {
    const said = plain("[quit](command:workbench.action.quit) $(trash) [x](https://e.org) a$b [y] (z)");
    assert.doesNotMatch(said, /\]\(|\$\(/);
    assert.equal(
      said.replaceAll("\u200b", ""),
      "[quit](command:workbench.action.quit) $(trash) [x](https://e.org) a$b [y] (z)",
    );
    assert.equal(plain("nothing to change"), "nothing to change");
  });

  it("hold none, whatever is in them, and lose nothing", () => {
    const piece = fc.constantFrom("[", "]", "(", ")", "$", "x", "command:a", "\u200b");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const name = pieces.join("");
        const said = plain(name);
        assert.doesNotMatch(said, /\]\(|\$\(/);
        assert.equal(said.replaceAll("\u200b", ""), name.replaceAll("\u200b", ""));
        assert.equal(plain(said), said);
      }),
    );
  });

  it("go through this before a notification or the status bar shows them", () => {
    const calls = filesEnding(source, ".ts").flatMap((file) =>
      [
        ...readFileSync(file, "utf8").matchAll(
          /\.(?:show(?:Information|Warning|Error)Message|setStatusBarMessage)\(\s*([^\n]*)/g,
        ),
      ].map(([, first = ""]) => `${file.slice(source.length)}: ${first}`),
    );
    assert.ok(calls.length > 20);
    const fine = /: (?:plain\(|l10n\.t\("[^"{]*"\)|words\.none)/;
    assert.deepEqual(
      calls.filter((call) => !fine.test(call)),
      [],
    );
  });
});
