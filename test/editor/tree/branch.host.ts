import assert from "node:assert/strict";
import { root } from "../../../src/core/address";
import type { Connection, Page, PageRequest, Session, System } from "../../../src/core/contract";
import { SessionPool } from "../../../src/core/sessions";
import { text } from "../../../src/core/text";
import { Branch } from "../../../src/editor/tree/branch";
import { eventually } from "../../host/profiles";

// A session that can be held still in the middle of an answer: no real server can.
const connection: Connection = {
  profile: { id: "p", name: "P", access: "observe" },
  name: "slow",
  system: "slow",
  values: {},
};
const scanning: Page = { nodes: [], complete: false, partial: { text: text("scanning"), state: "scanning" } };

class Stage {
  readonly requests: PageRequest[] = [];
  readonly aborted: boolean[] = [];
  answer: (request: PageRequest, signal: AbortSignal) => Promise<Page> = async () => ({ nodes: [], complete: true });
  visible = true;
  readonly branch: Branch;

  constructor() {
    const session: Partial<Session> = {
      children: (_parent, request, signal) => {
        const at = this.requests.push(request) - 1;
        this.aborted[at] = false;
        signal.addEventListener("abort", () => {
          this.aborted[at] = true;
        });
        return this.answer(request, signal);
      },
      close: async () => {},
    };
    const system: System = {
      id: "slow",
      title: "Slow",
      fields: [],
      goTo: [],
      localhost: { port: 1, values: {} },
      endpoint: () => "slow",
      open: async () => session as Session,
    };
    const pool = new SessionPool([system], {
      timeout: () => 60_000,
      setting: (_system, _name, fallback) => fallback,
      secret: async () => undefined,
      log: () => {},
    });
    pool.configure([connection]);
    assert.ok(pool.connection(root("p", "slow")));
    const filter = () => undefined;
    this.branch = new Branch(
      { type: "connection", connection },
      { pool, filter, visible: () => this.visible, changed: () => {} },
    );
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

describe("a branch of the tree", () => {
  it("stops asking when it is folded, and asks again when it is unfolded", async () => {
    const stage = new Stage();
    stage.answer = () => new Promise(() => {});
    const rows = stage.branch.rows();
    await eventually("the question", () => stage.requests.length === 1);
    stage.branch.collapsed();
    const [row] = await rows;
    assert.ok(row?.type === "note" && row.note.kind === "stopped");
    assert.deepEqual(stage.aborted, [true]);
    stage.answer = async () => ({ nodes: [], complete: true });
    stage.branch.expanded();
    await eventually("the second question", () => stage.requests.length === 2);
  });

  it("goes on with a scan by itself, but only while somebody looks", async () => {
    const stage = new Stage();
    stage.answer = async () => {
      await pause();
      return scanning;
    };
    await stage.branch.rows();
    await eventually("some steps", () => stage.requests.length >= 3);
    assert.ok(stage.requests.slice(1).every(({ resume }) => resume));
    stage.visible = false;
    stage.branch.seen(false);
    await pause();
    const before = stage.requests.length;
    await pause();
    await pause();
    assert.equal(stage.requests.length, before);
    stage.visible = true;
    stage.branch.seen(true);
    await eventually("further steps", () => stage.requests.length > before);
    stage.branch.pause();
    await pause();
    const after = stage.requests.length;
    await pause();
    await pause();
    assert.equal(stage.requests.length, after);
  });

  it("shows the answer to the last question only", async () => {
    const stage = new Stage();
    let finish: (page: Page) => void = () => {};
    stage.answer = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    const first = stage.branch.rows();
    await eventually("the question", () => stage.requests.length === 1);
    const late = finish;
    stage.branch.expire(true);
    stage.answer = async () => ({ nodes: [], complete: false, partial: { text: text("new"), state: "final" } });
    await stage.branch.rows();
    late({ nodes: [], complete: true });
    await first;
    assert.equal(stage.requests[1]?.refresh, true);
    const [row] = await stage.branch.rows();
    assert.ok(row?.type === "note" && row.note.kind === "partial");
  });
});
