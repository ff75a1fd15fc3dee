import assert from "node:assert/strict";
import { bytesOf } from "../../../../src/core/bytes";
import { english, render } from "../../../../src/core/render";
import { extendWords, releaseWords } from "../../../../src/editor/panels/locks/plan-words";
import { typedDuration, writtenDuration } from "../../../../src/editor/panels/locks/typed-duration";

const key = bytesOf("lk");
const said = (sentences: ReturnType<typeof releaseWords>) => sentences.map((sentence) => render(sentence, english()));

describe("what a release will do", () => {
  it("is said for each master, with what is compared there", () => {
    const at = ["m1", "m2"].map((master) => ({
      master,
      guard: { as: "string", key, value: bytesOf(`of ${master}`) } as const,
    }));
    assert.deepEqual(said(releaseWords({ name: key, at, remove: [], wake: [] })), [
      "m1: deletes lk if it still holds exactly of m1.",
      "m2: deletes lk if it still holds exactly of m2.",
    ]);
  });

  it("names what goes with the lock, and how those who wait are told", () => {
    const guard = { as: "hash", key, fields: [[bytesOf("uuid:1"), bytesOf("2")]] } as const;
    const wake = [
      { how: "publish", channel: bytesOf("redisson_lock__channel:{lk}"), message: bytesOf("0") },
      { how: "push", key: bytesOf("lock-signal:lk"), item: bytesOf("1"), ttl: 1_000 },
    ] as const;
    assert.deepEqual(
      said(releaseWords({ name: key, at: [{ master: "m1", guard }], remove: [bytesOf("side")], wake })),
      [
        "m1: deletes lk if it still holds exactly uuid:1 = 2.",
        "Where that was done, it also deletes side.",
        "Those who wait are told: 0 is published on redisson_lock__channel:{lk}.",
        "Those who wait are told: lock-signal:lk gets one item.",
      ],
    );
  });

  it("does not let a value disguise itself or fill the dialog", () => {
    const guard = { as: "string", key, value: bytesOf(`\n\u202e${"x".repeat(500)}`) } as const;
    const [line = ""] = said(releaseWords({ name: key, at: [{ master: "m1", guard }], remove: [], wake: [] }));
    assert.match(line, /exactly \\n\\u\{202e\}x+…\.$/);
    assert.ok(line.length < 150);
  });
});

describe("what an extension will do", () => {
  it("says for how long, and what stays as it is", () => {
    const guard = { as: "string", key, value: bytesOf("id") } as const;
    const words = said(extendWords({ name: key, at: [{ master: "m1", guard }], also: [], ttl: 1 }, 30_000));
    assert.equal(words[0], "m1: lk lives for 30 s from now if it still holds exactly id.");
    assert.match(words.at(-1) ?? "", /left as it is/);
  });
});

describe("a typed time", () => {
  it("has a unit, or is in seconds", () => {
    assert.deepEqual(
      ["30", "30 s", "1500ms", "2 min", "2m", "1.5 h"].map(typedDuration),
      [30_000, 30_000, 1_500, 120_000, 120_000, 5_400_000],
    );
  });

  it("is refused where it is none, or is no time for a lock", () => {
    for (const typed of ["", "s", "-1", "0", "1 d", "1e9", "99999 h", "30 s; DEL", "Infinity"]) {
      assert.equal(typedDuration(typed), undefined, typed);
    }
  });

  it("reads back what is suggested", () => {
    for (const ms of [1, 999, 1_000, 30_000, 86_400_000]) assert.equal(typedDuration(writtenDuration(ms)), ms);
  });
});
