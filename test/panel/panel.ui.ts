import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { eventually } from "../workbench/eventually";
import { choices, detailsMessage, frame, groupRow, groupRows, partitionSection, rowsMessage, words } from "./example";
import { type OpenedPanel, type PanelOptions, Panels } from "./opened-panel";

// The built panel in a browser of its own, with the host's messages put in: what it draws, costs and says.
describe("a panel", function () {
  this.timeout(300_000);
  const panels = new Panels();
  let panel: OpenedPanel;

  after(() => panels.close());
  afterEach(async () => {
    assert.deepEqual(
      await panel.complaints(),
      [],
      "exceptions, complaints of the console, and what the policy forbade",
    );
    await panel.close();
  });

  async function open(options: PanelOptions & { readonly rows?: number; readonly row?: string } = {}): Promise<void> {
    panel = await panels.open(options);
    await panel.receive({ type: "frame", frame, choices: { ...choices, open: options.row } });
    if (options.rows !== undefined) await panel.receive(rowsMessage(groupRows(options.rows)));
    await panel.receive({ type: "status", status: { state: "live" } });
  }

  const find = (selector: string): Locator => panel.page.locator(selector);
  const text = async (selector: string) => (await find(selector).allInnerTexts()).join("\n");
  /** the value of an expression over `element`, the first that the selector finds */
  const ask = <T>(selector: string, expression: string) =>
    panel.page.evaluate<T>(`((element) => ${expression})(document.querySelector(${JSON.stringify(selector)}))`);
  const table = () => find(".list table");
  const names = () => find(".list tbody tr td:first-child").allInnerTexts();
  const active = () => text(".list tr.active td:first-child");
  const press = (key: string) => panel.page.keyboard.press(key);
  /** waits for the element to say so */
  const says = async (selector: string, pattern: RegExp) => {
    await eventually(
      `${selector} to say ${pattern}`,
      () => find(selector).allInnerTexts(),
      (all) => pattern.test(all.join("\n")),
    );
  };

  it("draws only the rows in sight of 2,000, and says what a refresh costs", async () => {
    await open({ rows: 2000 });
    await says(".list footer", /Rows: 2,000/);
    assert.ok((await find(".list tbody tr").count()) < 100);
    assert.equal(await table().getAttribute("aria-rowcount"), "2001");
    const costs: number[] = [];
    for (let round = 1; round <= 20; round++) costs.push(await panel.receive(rowsMessage(groupRows(2000, round))));
    const lag = groupRow(0, 20).cells.lag;
    assert.ok(typeof lag === "object" && "text" in lag);
    assert.equal(await text(".list tbody tr:first-child td:nth-child(3)"), lag.text);
    costs.sort((one, other) => one - other);
    console.log(
      `      a refresh of 2,000 rows: median ${costs[10]?.toFixed(1)} ms of script, longest ${costs[19]?.toFixed(1)} ms`,
    );
    await find(".list th button").first().click();
    await find(".filter input").fill("topic-1*");
    const narrowed = await panel.receive(rowsMessage(groupRows(2000, 30)));
    console.log(`      the same, sorted by name and filtered: ${narrowed.toFixed(1)} ms`);
    await says(".list footer", /Rows: 1,111 of 2,000/);
  });

  it("takes in what changed, and keeps what is scrolled to and what is open", async () => {
    await open({ rows: 500, row: "group-3" });
    await panel.receive(detailsMessage("group-3"));
    await ask(".details .scroller", "{ element.scrollTop = 150; }");
    await panel.receive(
      rowsMessage([{ ...groupRow(1), cells: { group: "renamed" } }], { whole: false, gone: ["group-0"] }),
    );
    await panel.receive(detailsMessage("group-3"));
    assert.equal((await names())[0], "renamed");
    assert.equal(await ask(".details .scroller", "element.scrollTop"), 150);
    await says(".list footer", /Rows: 499/);
  });

  it("is walked through with the keyboard alone", async () => {
    await open({ rows: 2000 });
    await find(".filter input").focus();
    await find(".list th button").first().focus();
    await press("ArrowRight");
    await press("ArrowRight");
    await press("Enter");
    assert.equal(await find(".list th").nth(2).getAttribute("aria-sort"), "descending");
    assert.deepEqual((await panel.said("choices")).choices.sort, { column: "lag", descending: true });
    await press("Enter");
    await press("Enter");
    assert.equal((await panel.said("choices")).choices.sort, undefined);
    await press("ArrowDown");
    assert.equal(await active(), "orders-billing-0");
    await press("ArrowDown");
    assert.equal(await active(), "payments.settlement-1");
    await press("End");
    assert.match(await active(), /-1999$/);
    const id = await table().getAttribute("aria-activedescendant");
    assert.match(await text(`[id="${id}"]`), /-1999/);
    await press("PageUp");
    await press("Home");
    await press("Enter");
    await panel.said("choices", (said) => said.choices.open === "group-0");
    await panel.receive(detailsMessage("group-0"));
    assert.equal(await text(".details h2"), "orders-billing-0");
    await press("Shift+F10");
    await says(".menu", /Watch This Consumer Group/);
    await press("ArrowDown");
    await press("ArrowDown");
    await press("Enter");
    assert.deepEqual(await panel.said("action"), { type: "action", action: "watch", row: "group-0" });
    await press("Escape");
    assert.equal(await find(".details").count(), 0);
    assert.equal((await panel.said("choices")).choices.open, undefined);
    assert.equal(await ask(".list table", "element === document.activeElement"), true);
    await press("Control+f");
    await panel.page.keyboard.type("INDEXER-2?");
    await says(".list footer", /Rows: 0 of 2,000/);
    await press("Escape");
    await says(".list footer", /Rows: 2,000/);
  });

  it("folds topics, finds a partition, and is smooth with 100,000 of them", async () => {
    await open({ rows: 20, row: "group-0" });
    await panel.receive({
      type: "details",
      row: "group-0",
      title: "all",
      actions: [],
      sections: [partitionSection(100, 1000)],
    });
    const partitions = find(".details table");
    assert.equal(await partitions.getAttribute("aria-rowcount"), "101", "so many begin folded");
    await partitions.focus();
    await press("ArrowRight");
    assert.equal(await partitions.getAttribute("aria-rowcount"), "1101");
    await press("ArrowRight");
    await press("ArrowLeft");
    assert.equal(await find(".details tr.active").getAttribute("aria-expanded"), "true");
    await press("ArrowLeft");
    assert.equal(await partitions.getAttribute("aria-rowcount"), "101");
    await find(".details .small-filter").fill("consumer-2*");
    await eventually(
      "all topics to be open",
      () => partitions.getAttribute("aria-rowcount"),
      (rows) => rows === "33401",
    );
    const cost = await panel.page.evaluate<number>(`(async () => {
      const scroller = document.querySelector(".details .scroller");
      const begin = performance.now();
      let drawn = 0;
      for (let step = 1; step <= 20; step++) {
        scroller.scrollTop = step * 30_000;
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        drawn += document.querySelectorAll(".details tbody tr").length;
      }
      if (drawn < 400 || drawn > 2000) throw new Error("drawn rows: " + drawn);
      return (performance.now() - begin) / 20;
    })()`);
    console.log(`      a jump among 33,400 lines: ${cost.toFixed(1)} ms with the frame`);
    assert.match(await text(".details tbody tr:nth-child(12)"), /consumer-2|topic-/);
  });

  it("says what is chosen, and restores it", async () => {
    await open({ rows: 2000 });
    await find(".facet button").first().click();
    await find(".option").nth(1).click();
    await press("Escape");
    await says(".facet button", /Stopped/);
    await says(".list footer", /Rows: 3 of 2,000/);
    await find(".facet button").nth(1).click();
    await panel.page.keyboard.type("topic-29");
    await press("ArrowDown");
    await press("End");
    await press(" ");
    await press("Escape");
    await find('[aria-label="Pause"]').click();
    await find(".tools select").selectOption("60000");
    const { choices: told } = await panel.said("choices", (said) => said.choices.intervalMs === 60_000);
    assert.deepEqual(told, {
      ...choices,
      facets: { state: ["Stopped"], topic: ["topic-299"] },
      paused: true,
      intervalMs: 60_000,
    });
    const kept = await panel.kept();
    await panel.close();
    panel = await panels.open({ kept });
    assert.deepEqual((await panel.said("ready")).choices, told);
  });

  it("tells the rows in sight with the open one, and what is exported as it is shown", async () => {
    await open({ rows: 2000, row: "group-1500", height: 400, width: 700 });
    const { rows } = await panel.said("inSight", (said) => said.rows.includes("group-0"));
    assert.ok(rows.length < 30 && rows.includes("group-1500"), `${rows}`);
    await ask(".list .scroller", "{ element.scrollTop = 22_000; }");
    await panel.said("inSight", (said) => said.rows.includes("group-1001") && !said.rows.includes("group-0"));
    await find(".filter input").fill("group?");
    await find(".filter input").fill("-1??");
    await find(".filter input").fill("*-199?");
    await find(`[aria-label="${words.more}"]`).first().click();
    await find(".menu button").nth(2).click();
    const { rows: exported } = await panel.said("export");
    assert.deepEqual(
      exported,
      Array.from({ length: 10 }, (_, n) => `group-${1990 + n}`),
    );
  });

  it("counts down by itself, by the host's clock", async () => {
    await open();
    const now = Date.now();
    const cells = { group: "g", eta: { kind: "countdown", to: now + 3_600_000 + 65_000 } } as const;
    await panel.receive(rowsMessage([{ id: "g", cells }], { sentAt: now + 3_600_000 }));
    const left = () => text(".ticking");
    const first = await left();
    assert.match(first, /^1 min \d s$|^1 min$/);
    await eventually("it to count", left, (text) => text !== first);
  });

  it("waits, fails and is empty in words", async () => {
    await open();
    await says(".list", /Waiting for the first answer…/);
    await panel.receive(rowsMessage([]));
    await says(".list", /There are no consumer groups\./);
    await panel.receive(rowsMessage(groupRows(10), { missing: [{ text: "Broker 3 did not answer." }] }));
    await find(".strip button").click();
    await says(".strip", /Broker 3 did not answer\./);
    const problem = { what: "Kafka refused the connection.", why: "ECONNREFUSED", fix: "Start it." };
    await panel.receive({ type: "status", status: { state: "failed", nextAt: Date.now() + 60_000, problem } });
    await says('[role="status"]', /Kafka refused the connection\. ECONNREFUSED Start it\. Showing what was known at /);
    await says(".status", /Failed.*next refresh in \d+ s/s);
    assert.equal((await names()).length, 10, "what was last known stays");
    await find(".strip .button").click();
    await panel.said("now");
    await panel.receive({ type: "status", status: { state: "live" } });
    assert.equal(await text('[role="status"]'), "");
  });

  it("announces the summary when more rows are in trouble, and not at each refresh", async () => {
    await open({ rows: 12 });
    const announced = () => text("[data-announcer]");
    await panel.receive(rowsMessage(groupRows(12, 1), { summary: "nothing new" }));
    assert.equal(await announced(), "");
    await panel.receive(rowsMessage(groupRows(9), { summary: "9 in trouble" }));
    await eventually("the announcement", announced, (text) => text === "9 in trouble");
  });

  it("shows hostile names as text", async () => {
    await open();
    const evil = [
      '<img src=x onerror="document.title=1">',
      "evil\u202egnp.exe",
      `long ${"x".repeat(10_000)}`,
      "\u001b[31mred",
      "<script>1</script>",
    ];
    const rows = evil.map((name, index) => ({
      id: name,
      cells: {
        group: name,
        verdict: { text: name, title: name, badge: true },
        trend: { kind: "spark", values: [1, 2], title: name } as const,
      },
      facets: { state: [name] },
      search: name,
      tone: index ? undefined : ("error" as const),
    }));
    const options = evil.map((name) => ({ value: name, label: name }));
    await panel.receive(
      rowsMessage(rows, {
        summary: evil[0] ?? "",
        missing: evil.map((text) => ({ text })),
        facets: [{ id: "state", label: evil[0] ?? "", options }],
      }),
    );
    await find(".list tbody tr").first().click();
    await panel.receive({
      type: "details",
      row: evil[0] ?? "",
      title: evil[0] ?? "",
      actions: [],
      sections: [
        { kind: "sentences", id: "s", title: evil[1], lines: evil.map((text) => ({ text })) },
        { kind: "facts", id: "f", title: "f", facts: evil.map((value) => ({ label: value, value })) },
        {
          kind: "chart",
          id: "c",
          title: evil[0] ?? "",
          unit: evil[0] ?? "",
          times: [1, 2],
          series: evil.map((label) => ({ label, values: [1, 2] })),
        },
        { kind: "timeline", id: "t", title: "t", events: evil.map((text) => ({ at: 1, text })) },
      ],
    });
    await find(".strip button").click();
    await find(".facet button").first().click();
    assert.equal((await names())[0], evil[0]);
    assert.equal((await names())[1], "evil<U+202E>gnp.exe");
    assert.equal((await names())[3], "␛[31mred");
    assert.equal(await find("img, #panel script").count(), 0);
    assert.equal(await panel.page.title(), "Consumer Lag");
    await find(".section-head .icon-button").click();
    await says(".details .section thead", /<img src=x/);
  });

  it("draws its charts again when the theme changes", async () => {
    await open({ rows: 20, row: "group-0" });
    await panel.receive(detailsMessage("group-0"));
    const canvas = () => ask<string>(".chart canvas", "element.toDataURL()");
    const pictures = new Set<string>();
    for (const theme of ["light", "dark", "hc-dark"] as const) {
      await panel.theme(theme);
      await eventually(`a chart in ${theme}`, canvas, (picture) => !pictures.has(picture));
      pictures.add(await canvas());
    }
    assert.equal(await find(".chart canvas").count(), 1);
  });

  for (const theme of ["light", "dark", "hc-light", "hc-dark"] as const) {
    it(`is accessible in ${theme}`, async () => {
      await open({ theme, rows: 200, row: "group-1" });
      const clean = async (when: string) => assert.deepEqual(await panel.accessibility(), [], when);
      await panel.receive(detailsMessage("group-1"));
      await clean("details beside");
      await panel.screenshot(`panel-${theme}`);
      await find(".section-head .icon-button").click();
      await table().focus();
      await press("Home");
      await press("ArrowDown");
      const problem = { what: "Kafka refused the connection." };
      await panel.receive({ type: "status", status: { state: "failed", nextAt: Date.now() + 60_000, problem } });
      await panel.receive(rowsMessage(groupRows(200), { missing: [{ text: "Broker 3." }] }));
      await clean("failed, the chart as a table, a row of the table active");
      await find(".facet button").nth(1).click();
      await clean("a list of choices");
      await press("Escape");
      await table().focus();
      await press("Shift+F10");
      await clean("a menu");
      await press("Escape");
      await panel.page.setViewportSize({ width: 640, height: 720 });
      await clean("details below");
      await panel.screenshot(`panel-${theme}-narrow`);
    });
  }

  it("does without colours of its own where the system forces them", async () => {
    await open({ rows: 20, row: "group-0" });
    await panel.page.emulateMedia({ forcedColors: "active" });
    await panel.receive(detailsMessage("group-0"));
    const strokes = await ask(
      "body",
      '[...new Set([...element.querySelectorAll(".spark path, .list .icon")].map((one) => getComputedStyle(one).stroke))]',
    );
    assert.deepEqual(strokes, ["rgb(0, 0, 0)"]);
    await panel.screenshot("panel-forced-colors");
  });
});
