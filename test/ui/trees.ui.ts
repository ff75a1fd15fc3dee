import assert from "node:assert/strict";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";
import { localSettings } from "./local-profile";

// What a newcomer does: open each view, walk down to the tutorial's data, look at them.
describe("the trees in the workbench", function () {
  this.timeout(300_000);
  let workbench: OpenedWorkbench;

  before(async () => {
    workbench = await openWorkbench({ settings: localSettings() });
  });

  afterEach(pictureOfFailure(() => workbench));

  after(() => workbench?.close());

  const shows = (tab: string) =>
    eventually(
      `the editor ${tab}`,
      () => workbench.activeTab(),
      (now) => now === tab,
    );

  it("HDFS: down to the tutorial's file, and its facts", async () => {
    const view = await workbench.view("HDFS", { alone: true });
    await view.expand("local", "user", "hadoop", "test");
    const { description } = await view.find(["local", "user", "hadoop", "test", "test.txt"]);
    assert.match(description, /^12 B · .* · hadoop · rw-r--r-- · replication 1$/);
    const tooltip = await view.hover("local", "user", "hadoop", "test", "test.txt");
    assert.match(tooltip, /Block\ssize:\s128\sMB/);
    await workbench.openDocument(view, ["local", "user", "hadoop", "test", "test.txt"]);
    assert.match(await workbench.editorText("hello"), /^hello world/);
    await workbench.screenshot("hdfs-light");
  });

  it("Redis: a namespace, a key, a hash as JSON", async () => {
    const view = await workbench.view("Redis", { alone: true });
    await view.expand("local", "db0");
    assert.match((await view.find(["local", "db0", "key"])).description, /^string · no TTL/);
    await workbench.openDocument(view, ["local", "db0", "key"]);
    assert.equal(await workbench.editorText("value"), "value");
    await view.expand("local", "db0", "shop:", "session:");
    const [session] = (await view.rows()).filter((row) => /^hash · .*\b(h|d|min)\b/.test(row.description));
    assert.ok(session, "a session with a time to live");
    await workbench.openDocument(
      view,
      ["local", "db0", "shop:", "session:", session.label],
      `shop:session:${session.label}`,
    );
    assert.match(await workbench.editorText('"agent"'), /"city": /);
    await workbench.screenshot("redis-light");
    await view.collapse("local", "db0", "shop:");
  });

  it("Kafka: topic, partition, record; groups and brokers", async () => {
    const view = await workbench.view("Kafka", { alone: true });
    await view.expand("local", "Topics", "test_topic");
    const rows = await view.rows();
    const partition = rows.find((row) => row.level === 4);
    assert.ok(partition);
    await view.expand("local", "Topics", "test_topic", partition.label);
    const record = await eventually(
      "the record",
      async () => (await view.rows()).find((row) => row.level === 5),
      (row) => /hello world/.test(row?.description ?? ""),
    );
    await workbench.openDocument(view, ["local", "Topics", "test_topic", partition.label, record?.label ?? ""], "0");
    assert.match(await workbench.editorText('"value"'), /"value": "hello world"/);
    await view.expand("local", "Consumer Groups");
    await view.expand("local", "Brokers");
    await workbench.screenshot("kafka-light");
  });

  it("filters a view, and shows everything again", async () => {
    const view = await workbench.view("Kafka", { alone: true });
    await view.press("Filter Kafka…");
    await workbench.quickInput.answer("order");
    await eventually(
      "only what matches to be shown",
      async () => (await view.rows()).map((row) => row.label),
      (labels) => labels.includes("orders") && !labels.includes("test_topic"),
    );
    await workbench.screenshot("kafka-filtered");
    await view.press("Clear Kafka Filter");
    await view.find(["local", "Topics", "test_topic"]);
  });

  it("goes to a key by its name, and reveals the row of a document", async () => {
    await workbench.runCommand("Cluster Observer: Go to Redis Key…");
    await workbench.quickInput.asks("Redis: Go to Key…");
    await workbench.quickInput.answer("key");
    await shows("key");
    assert.equal(await workbench.editorText("value"), "value");
    await workbench.runCommand("Cluster Observer: Go to HDFS Path…");
    await workbench.quickInput.asks("HDFS: Go to Path…");
    await workbench.quickInput.answer("/user/hadoop/test/test.txt");
    await shows("test.txt");
    assert.match(await workbench.editorText("hello"), /hello world/);
  });

  it("explains a row that is not there", async () => {
    await workbench.runCommand("Cluster Observer: Go to HDFS Path…");
    await workbench.quickInput.asks("HDFS: Go to Path…");
    await workbench.quickInput.answer("/no/such/path");
    await workbench.notification("/no");
    await workbench.dismiss("/no");
  });

  it("copies an address that leads back", async () => {
    const view = await workbench.view("Redis", { alone: true });
    await view.press("Collapse All");
    await view.expand("local", "db0");
    await view.collapse("local", "db0", "shop:");
    await view.menu(["local", "db0", "key"], "Copy Address");
    await workbench.clipboard("cluster://local/redis/0/key");
    await workbench.runCommand("Cluster Observer: Go to Address…");
    await workbench.quickInput.asks("Go to Address");
    await workbench.page.keyboard.press("Control+V");
    await eventually(
      "the address to be pasted",
      () => workbench.quickInput.text(),
      (typed) => typed === "cluster://local/redis/0/key",
    );
    await workbench.quickInput.accept();
    await shows("key");
    assert.equal(await workbench.editorText("value"), "value");
  });

  it("compares two documents", async () => {
    const view = await workbench.view("Redis", { alone: true });
    await view.press("Collapse All");
    await view.expand("local", "db0");
    await view.collapse("local", "db0", "shop:");
    await view.menu(["local", "db0", "key"], "Select for Compare");
    const files = await workbench.view("HDFS", { alone: true });
    await files.expand("local", "user", "hadoop", "test");
    await files.menu(["local", "user", "hadoop", "test", "test.txt"], "Compare with Selected");
    await workbench.page.locator(".diffEditor, .monaco-diff-editor").first().waitFor();
    await workbench.screenshot("diff-light");
  });
});
