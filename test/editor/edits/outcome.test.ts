import assert from "node:assert/strict";
import { Failure } from "../../../src/core/failure";
import { english, render } from "../../../src/core/render";
import { type Text, text } from "../../../src/core/text";
import { reportOf, summaryOf } from "../../../src/editor/edits/outcome";

const words = (part: Text): string => render(part, english());
const failure = (name: string) =>
  new Failure({ code: "denied", what: text("{0} was not deleted.", name), fix: text("Ask its owner.") });

describe("what came of an edit", () => {
  it("is said in short: what was done, the first failure, how much more there is", () => {
    const outcome = {
      done: [text("2 files were deleted.")],
      failed: [failure("/a"), failure("/b")],
      left: [text("/c")],
      changed: [],
    };
    assert.equal(
      summaryOf(outcome, words),
      "2 files were deleted. /a was not deleted. Ask its owner. Not done beside that: 2.",
    );
  });

  it("is only what was done where all went well", () => {
    const outcome = { done: [text("Deleted.")], failed: [], left: [], changed: [] };
    assert.equal(summaryOf(outcome, words), "Deleted.");
  });

  it("is written in full, each thing on its line", () => {
    const report = reportOf({ done: [text("One")], failed: [failure("/a")], left: [text("/c")], changed: [] }, words);
    assert.deepEqual(report.split("\n").filter(Boolean), [
      "Done",
      "  One",
      "Failed",
      "  /a was not deleted. Ask its owner.",
      "Not begun",
      "  /c",
    ]);
  });
});
