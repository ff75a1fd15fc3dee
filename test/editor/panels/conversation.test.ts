import assert from "node:assert/strict";
import { root } from "../../../src/core/address";
import { Failure } from "../../../src/core/failure";
import type { MonitorState } from "../../../src/core/monitor";
import { english } from "../../../src/core/render";
import { verbatim } from "../../../src/core/text";
import { Conversation } from "../../../src/editor/panels/conversation";
import type { PanelKind, Records } from "../../../src/editor/panels/kind";
import type { Choices, ToPanel } from "../../../src/panel/protocol";

/** One who looks, as a monitor would see it. */
class Stage {
  readonly sent: ToPanel[] = [];
  readonly delivered: Records[] = [];
  readonly acted: string[] = [];
  private readonly attempts: Promise<void>[] = [];
  wish = { intervalMs: 0, paused: false };
  inSight: readonly string[] = [];
  looks = 0;
  reads = 0;
  tell: (state: MonitorState<readonly string[]>) => void = () => {};
  private changed = () => {};
  private readonly kind: PanelKind<readonly string[]> = {
    id: "stage",
    title: verbatim("Stage"),
    gone: verbatim("It is gone."),
    frame: () => ({ columns: [], actions: [], noRows: "nothing" }),
    look: (_connection, intervalMs, listener) => {
      this.looks++;
      this.tell = listener;
      this.wish.intervalMs = intervalMs;
      return {
        set: (wish) => Object.assign(this.wish, wish),
        now: () => {
          this.reads++;
        },
        inSight: (rows) => {
          this.inSight = rows;
        },
        dispose: () => {
          this.looks--;
        },
      };
    },
    table: async (names, { reader }) => ({
      rows: names.map((id) => ({ id, cells: { name: id, zone: reader.timeZone ?? "" } })),
      facets: [],
      takenAt: 1,
      summary: `${names.length}`,
      missing: [],
    }),
    details: (names, row) => (names.includes(row) ? { title: row, sections: [], actions: [] } : undefined),
    records: (_names, rows) => ({ header: ["name"], lines: rows.map((row) => [row]), json: rows }),
    act: async (action, row) => {
      this.acted.push(`${action} ${row}`);
    },
    onDidChange: (listener) => {
      this.changed = listener;
      return () => {};
    },
  };
  readonly conversation: Conversation<readonly string[]>;

  constructor(kept?: Choices) {
    this.conversation = new Conversation(
      this.kind,
      root("local", "kafka"),
      {
        title: "Stage: local",
        intervalMs: 5_000,
        post: (message) => this.sent.push(message),
        reader: (timeZone) => ({ ...english(), ...(timeZone ? { timeZone } : {}) }),
        attempt: (work) => this.attempts.push(work()),
        deliver: async (records) => {
          this.delivered.push(records);
        },
      },
      kept,
    );
  }

  ready(choices?: Choices): void {
    this.conversation.receive({ type: "ready", timeZone: "Asia/Shanghai", choices });
  }

  async live(...snapshot: string[]): Promise<void> {
    this.tell({ status: "live", snapshot });
    await this.settled();
  }

  /** Rows are written in pieces. */
  async settled(): Promise<void> {
    await Promise.all(this.attempts.splice(0));
  }

  change(): void {
    this.changed();
  }

  /** What was sent since the last call. */
  take<T extends ToPanel["type"]>(type: T): Extract<ToPanel, { type: T }>[] {
    const taken = this.sent.filter((message): message is Extract<ToPanel, { type: T }> => message.type === type);
    this.sent.splice(0);
    return taken;
  }
}

const choices: Choices = { filter: "", facets: {}, intervalMs: 5_000, paused: false, utc: false };

describe("the conversation with a panel", () => {
  it("looks at nothing until the webview is there, and then says everything", async () => {
    const stage = new Stage();
    assert.equal(stage.looks, 0);
    stage.ready();
    assert.equal(stage.looks, 1);
    await stage.live("a", "b");
    assert.deepEqual(
      stage.sent.map(({ type }) => type),
      ["frame", "status", "status", "rows"],
    );
    const [frame] = stage.sent;
    assert.ok(frame?.type === "frame");
    assert.equal(frame.choices.panel, "cluster://local/kafka");
    assert.ok(frame.frame.intervals.some(({ ms }) => ms === 5_000));
  });

  it("sends only what has changed", async () => {
    const stage = new Stage();
    stage.ready();
    await stage.live("a", "b");
    stage.take("rows");
    await stage.live("a", "b", "c");
    const [rows] = stage.take("rows");
    assert.deepEqual([rows?.whole, rows?.rows.map(({ id }) => id), rows?.order], [false, ["c"], ["a", "b", "c"]]);
  });

  it("pauses while it is hidden, and begins anew when the webview is back", async () => {
    const stage = new Stage();
    stage.ready();
    await stage.live("a");
    stage.conversation.visible(false);
    assert.equal(stage.wish.paused, true);
    stage.take("rows");
    await stage.live("a", "b");
    assert.deepEqual(stage.sent, []);
    stage.ready({ ...choices, open: "b" });
    await stage.settled();
    assert.equal(stage.wish.paused, false);
    const types = stage.sent.map(({ type }) => type);
    assert.deepEqual(types, ["frame", "status", "rows", "details"]);
    assert.equal(stage.take("rows")[0]?.whole, true);
  });

  it("stays paused where the user has paused, but shows one picture", async () => {
    const kept = { ...choices, paused: true };
    const stage = new Stage(kept);
    stage.ready(kept);
    assert.deepEqual([stage.wish.paused, stage.reads], [true, 1]);
  });

  it("looks closely at what can be seen and what is open", async () => {
    const stage = new Stage();
    stage.ready();
    await stage.live("a", "b", "c");
    stage.conversation.receive({ type: "inSight", rows: ["a", "b"] });
    stage.conversation.receive({ type: "choices", choices: { ...choices, open: "c" } });
    assert.deepEqual(stage.inSight, ["a", "b", "c"]);
    assert.equal(stage.take("details")[0]?.row, "c");
    await stage.live("a");
    const [gone] = stage.take("details");
    const [section] = gone?.sections ?? [];
    assert.ok(section?.kind === "sentences");
    assert.deepEqual(section.lines, [{ text: "It is gone." }]);
  });

  it("writes times in the zone that was chosen", async () => {
    const stage = new Stage();
    stage.ready();
    await stage.live("a");
    assert.equal(stage.take("rows")[0]?.rows[0]?.cells.zone, "Asia/Shanghai");
    stage.conversation.receive({ type: "choices", choices: { ...choices, utc: true } });
    await stage.settled();
    assert.equal(stage.take("rows")[0]?.rows[0]?.cells.zone, "UTC");
  });

  it("takes over interval and pause", async () => {
    const stage = new Stage();
    stage.ready();
    stage.conversation.receive({ type: "choices", choices: { ...choices, intervalMs: 60_000, paused: true } });
    assert.deepEqual(stage.wish, { intervalMs: 60_000, paused: true });
    stage.conversation.receive({ type: "now" });
    assert.equal(stage.reads, 1);
  });

  it("opens what it was asked for, also while the webview cannot hear it", async () => {
    const stage = new Stage();
    stage.conversation.show({ open: "b", facets: { topic: ["t"] } });
    stage.ready({ ...choices, facets: { type: ["x"], topic: ["other"] } });
    const [frame] = stage.take("frame");
    assert.equal(frame?.choices.open, "b");
    assert.deepEqual(frame?.choices.facets, { type: ["x"], topic: ["t"] });
    stage.conversation.show({ open: "c" });
    assert.deepEqual(stage.take("show"), [{ type: "show", open: "c" }]);
  });

  it("delivers the rows that it is asked for, and does what a row offers", async () => {
    const stage = new Stage();
    stage.ready();
    stage.conversation.receive({ type: "copy", format: "csv", rows: ["a"] });
    assert.equal(stage.delivered.length, 0);
    await stage.live("a", "b");
    stage.conversation.receive({ type: "copy", format: "csv", rows: ["b", "a"] });
    assert.deepEqual(stage.delivered[0]?.lines, [["b"], ["a"]]);
    stage.conversation.receive({ type: "action", action: "watch", row: "a" });
    await stage.settled();
    assert.deepEqual(stage.acted, ["watch a"]);
  });

  it("shows a failure in place, above what was last known", async () => {
    const stage = new Stage();
    stage.ready();
    stage.conversation.receive({ type: "nonsense" });
    stage.take("status");
    const failure = new Failure({ code: "timeout", what: verbatim("It did not answer.") });
    stage.tell({ status: "failed", snapshot: ["a"], nextAt: 7, failure });
    const [status] = stage.take("status");
    assert.deepEqual(status?.status, { state: "failed", nextAt: 7, problem: { what: "It did not answer." } });
  });

  it("paints anew when what rows offer has changed, and is silent when it is over", async () => {
    const stage = new Stage();
    stage.ready();
    await stage.live("a");
    stage.take("rows");
    stage.change();
    await stage.settled();
    assert.equal(stage.take("rows").length, 1);
    stage.conversation.dispose();
    assert.equal(stage.looks, 0);
    stage.change();
    await stage.live("b");
    assert.deepEqual(stage.sent, []);
  });
});
