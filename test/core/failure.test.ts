import assert from "node:assert/strict";
import { Failure, paragraph } from "../../src/core/failure";
import { english, render } from "../../src/core/render";
import { text, verbatim } from "../../src/core/text";

const english1 = (parts: Parameters<typeof paragraph>[0]) => paragraph(parts, (part) => render(part, english()));

describe("paragraph", () => {
  it("ends a cause that a server wrote without a full stop, so that it does not run into the advice", () => {
    const parts = { what: text("It failed."), why: verbatim("ECONNRESET"), fix: text("Try again in a while.") };
    assert.equal(english1(parts), "It failed. ECONNRESET. Try again in a while.");
  });

  it("leaves out what is not known, and adds nothing at the end", () => {
    assert.equal(english1({ what: text("It failed.") }), "It failed.");
    assert.equal(english1({ what: verbatim("It failed!"), fix: verbatim("Wait") }), "It failed! Wait");
  });

  it("ends a quotation, and keeps Chinese full stops", () => {
    assert.equal(
      english1({ what: verbatim("No “x”"), why: verbatim("没有。"), fix: text("Yes") }),
      "No “x”. 没有。 Yes",
    );
  });

  it("is a failure's message", () => {
    assert.equal(new Failure({ code: "unknown", what: verbatim("A"), why: verbatim("B") }).message, "A. B");
  });
});
