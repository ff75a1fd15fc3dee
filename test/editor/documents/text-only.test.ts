import assert from "node:assert/strict";
import { survivesEditing } from "../../../src/editor/documents/text-only";

describe("a document that may be saved", () => {
  const survives = (content: string | Uint8Array) => survivesEditing(Buffer.from(content));

  it("is a text that an editor gives back byte by byte", () => {
    for (const content of ["", "值\n", "a\nb", "a\r\nb\r\n", "\ufeffa", "\x1b[31m"])
      assert.ok(survives(content), content);
  });

  it("is none where an editor would change more than was typed", () => {
    for (const content of [Uint8Array.of(255), "a\0b", "a\rb", "a\r\nb\n", "a\nb\r\n", "a\u2028b"])
      assert.equal(survives(content), false, JSON.stringify(content));
  });
});
