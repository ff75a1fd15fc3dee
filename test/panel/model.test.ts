import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { PanelModel } from "../../src/panel/model";
import type { Choices, FromPanel } from "../../src/panel/protocol";
import { SightTeller } from "../../src/panel/sight-teller";
import { choices, detailsMessage, frame, groupRows, rowsMessage } from "./example";

function opened() {
  const sent: FromPanel[] = [];
  const kept: Choices[] = [];
  const model = new PanelModel({ post: (message) => sent.push(message), keep: (state) => kept.push(state) });
  model.receive({ type: "frame", frame, choices });
  return { model, sent, kept };
}

describe("what a panel knows", () => {
  it("tells and keeps a choice at once, and what is typed when the typing pauses", async () => {
    const { model, sent, kept } = opened();
    model.choose({ paused: true });
    assert.deepEqual(sent, [{ type: "choices", choices: { ...choices, paused: true } }]);
    for (const filter of ["a", "ab", "abc"]) model.choose({ filter }, true);
    assert.equal(sent.length, 1);
    assert.equal(kept.at(-1)?.filter, "abc");
    while (sent.length < 2) await sleep(10);
    assert.deepEqual(sent[1], { type: "choices", choices: { ...choices, paused: true, filter: "abc" } });
  });

  it("tells what was typed before what is done with it", () => {
    const { model, sent } = opened();
    model.choose({ filter: "x" }, true);
    model.post({ type: "copy", format: "csv", rows: [] });
    assert.deepEqual(
      sent.map(({ type }) => type),
      ["choices", "copy"],
    );
  });

  it("shows the details of the open row, and of no other", () => {
    const { model } = opened();
    model.choose({ open: "group-1" });
    model.receive(detailsMessage("group-2"));
    const shown = () => model.state.details?.row;
    assert.equal(shown(), undefined);
    model.receive(detailsMessage("group-1"));
    assert.equal(shown(), "group-1");
    model.choose({ open: "group-2" });
    assert.equal(shown(), undefined);
  });

  it("is opened at a row, and filtered, by the host", () => {
    const { model, sent } = opened();
    model.receive({ type: "show", open: "group-3" });
    model.receive({ type: "show", filter: "orders" });
    assert.deepEqual(sent.at(-1), { type: "choices", choices: { ...choices, open: "group-3", filter: "orders" } });
  });

  it("knows how far the host's clock is ahead", () => {
    const { model } = opened();
    model.receive(rowsMessage(groupRows(3), { sentAt: 90_000 }), 60_000);
    assert.equal(model.state.skew, 30_000);
    model.receive(rowsMessage(groupRows(3), { sentAt: undefined }), 60_000);
    assert.equal(model.state.skew, 30_000);
  });
});

describe("the rows in sight", () => {
  it("are told when scrolling rests, and only when they are others", async () => {
    const told: (readonly string[])[] = [];
    const teller = new SightTeller((rows) => told.push(rows));
    teller.see(["a"]);
    teller.see(["a", "b"]);
    assert.deepEqual(told, []);
    while (told.length === 0) await sleep(10);
    teller.see(["b", "a"]);
    teller.see(["c"]);
    while (told.length === 1) await sleep(10);
    assert.deepEqual(told, [["a", "b"], ["c"]]);
    teller.see(["d"]);
    teller.dispose();
  });
});
