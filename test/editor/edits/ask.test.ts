import assert from "node:assert/strict";
import type { EditInput } from "../../../src/core/edit";
import { text } from "../../../src/core/text";
import { type Answer, type Asker, askAll, problemOf, type Step } from "../../../src/editor/edits/ask";

const input = (name: string, more: Partial<EditInput> = {}): EditInput => ({
  name,
  type: "text",
  label: text("Name"),
  ...more,
});

/** Answers what it was told; asks are remembered as `name number/of`. */
class Told implements Asker {
  readonly asked: string[] = [];

  constructor(private readonly answers: Readonly<Record<string, Answer | undefined>>) {}

  async ask({ name }: EditInput, { number, of }: Step): Promise<Answer | undefined> {
    this.asked.push(`${name} ${number}/${of ?? "?"}`);
    return this.answers[name];
  }
}

describe("the questions of an edit", () => {
  it("are asked one after the other", async () => {
    const asker = new Told({ key: { value: "k" }, value: { value: new Uint8Array([1]) } });
    const answers = await askAll([input("key"), input("value", { type: "content" })], asker);
    assert.deepEqual(answers, { key: "k", value: new Uint8Array([1]) });
    assert.deepEqual(asker.asked, ["key 1/2", "value 2/2"]);
  });

  it("end all of it when one is not answered", async () => {
    const asker = new Told({ key: undefined });
    assert.equal(await askAll([input("key"), input("value")], asker), undefined);
    assert.deepEqual(asker.asked, ["key 1/2"]);
  });

  it("are left out where they are answered already, or need no answer", async () => {
    const onlyIf = ({ how }: Readonly<Record<string, unknown>>) => how === "offset";
    const inputs = [input("files"), input("how"), input("offset", { onlyIf })];
    const latest = new Told({ how: { value: "latest" } });
    assert.deepEqual(await askAll(inputs, latest, { files: ["a"] }), { files: ["a"], how: "latest" });
    assert.deepEqual(latest.asked, ["how 1/?"]);
    const offset = new Told({ how: { value: "offset" }, offset: { value: "7" } });
    assert.deepEqual(await askAll(inputs, offset, { files: ["a"] }), { files: ["a"], how: "offset", offset: "7" });
  });

  it("leave no trace of an optional answer that was left out", async () => {
    assert.deepEqual(await askAll([input("key", { optional: true })], new Told({ key: {} })), {});
  });

  it("are checked, but for an optional one that is empty", () => {
    const check = (typed: string) => (/^\d+$/.test(typed) ? undefined : text("is not a number"));
    assert.ok(problemOf(input("n", { check }), ""));
    assert.equal(problemOf(input("n", { check, optional: true }), ""), undefined);
    assert.ok(problemOf(input("n", { check, optional: true }), "x"));
    assert.equal(problemOf(input("n", { check }), "7"), undefined);
  });
});
