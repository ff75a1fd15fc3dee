import assert from "node:assert/strict";
import { Tools } from "../kafka/tools";
import { servers } from "../servers/shared";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";
import type { TreeView } from "../workbench/tree-view";

const [ORDERS, NEW, GROUP] = ["edits.ui-orders", "edits.ui-new", "edits.ui-group"];
const FRAMED = Buffer.concat([Buffer.of(0, 0, 0, 0, 2), Buffer.from('{"id":1}')]);

// Topics, records and offsets are changed from the tree, and from the palette, where nothing says yet what they are about. Each time the profile's name is typed, as it is production.
describe("edits of Kafka in the workbench", function () {
  this.timeout(400_000);
  const { kafka } = servers();
  const tools = new Tools(kafka);
  const admin = tools.client.admin();
  let workbench: OpenedWorkbench;
  let view: TreeView;

  before(async () => {
    await tools.createTopics({ topic: ORDERS, numPartitions: 2 });
    await tools.produce(ORDERS, [{ value: FRAMED }, { value: FRAMED }], 1);
    await admin.connect();
    await admin.setOffsets({ groupId: GROUP, topic: ORDERS, partitions: [{ partition: 1, offset: "2" }] });
    const connections = [{ system: "kafka", brokers: kafka.brokers }];
    const profiles = [
      { name: "looks", connections },
      { name: "shop", access: "edit", production: true, connections },
    ];
    const settings = { "clusterObserver.profiles": profiles, "workbench.hover.delay": 600_000 };
    workbench = await openWorkbench({ settings, viewport: { width: 1440, height: 900 } });
    view = await workbench.view("Kafka", { alone: true });
  });

  afterEach(pictureOfFailure(() => workbench));

  after(async () => {
    await workbench?.close();
    await admin.deleteGroups([GROUP]).catch(() => {});
    const left = await admin.listTopics();
    await admin.deleteTopics({ topics: [ORDERS, NEW].filter((topic) => left.includes(topic)) });
    await admin.disconnect();
  });

  it("offers no change in a profile that observes", async () => {
    await view.expand("looks", "Topics");
    const entries = await view.entries("looks", "Topics", ORDERS);
    assert.ok(entries.includes("Copy Address"), entries.join());
    assert.deepEqual(
      entries.filter((entry) => /New|Produce|Reset|Delete/.test(entry)),
      [],
    );
    await view.collapse("looks");
  });

  it("creates a topic from the palette, where it asks for no place, and shows it", async () => {
    await workbench.runCommand("Cluster Observer Kafka: New Topic…");
    await workbench.quickInput.asks("New Topic: Name (1/4)");
    await workbench.quickInput.type("__consumer_offsets");
    await workbench.quickInput.message("as Kafka's own topics do");
    await workbench.quickInput.answer(NEW);
    await workbench.quickInput.asks("New Topic: Partitions (2/4)");
    await workbench.quickInput.answer("2");
    await workbench.quickInput.asks("New Topic: Replicas of Each Partition (3/4)");
    await workbench.quickInput.accept();
    await workbench.quickInput.asks("New Topic: Settings (4/4)");
    await workbench.quickInput.answer("cleanup.policy=compact");
    const said = await workbench.dialog("Create");
    assert.match(said, /Create the topic edits\.ui-new\?[\s\S]*Profile shop, kafka\.[\s\S]*cleanup\.policy=compact/);
    await workbench.quickInput.answer("shop");
    await view.find(["shop", "Topics", NEW]);
    await workbench.screenshot("kafka-edits-created");
  });

  it("writes a record with the schema of the newest ones, and shows it", async () => {
    await view.menu(["shop", "Topics", ORDERS], "Produce Record…");
    await workbench.quickInput.pick("With a value");
    await workbench.quickInput.pick("Type It");
    await workbench.quickInput.answer('{"id":2}');
    await workbench.quickInput.asks("Produce Record: Schema");
    await workbench.quickInput.pick("With schema 2, as the newest records");
    await workbench.quickInput.asks("Produce Record: Key");
    await workbench.quickInput.pick("Leave It Out");
    await workbench.quickInput.asks("Produce Record: Headers");
    await workbench.quickInput.answer("trace: 1");
    await workbench.quickInput.asks("Produce Record: Partition");
    await workbench.quickInput.answer("1");
    const box = workbench.page.locator(".monaco-dialog-box");
    await box.waitFor();
    await workbench.screenshot("kafka-edits-question");
    const said = await workbench.dialog("Produce");
    assert.match(said, /Write a record to edits\.ui-orders, partition 1\?[\s\S]*the number of the schema, 2/);
    await workbench.quickInput.type("live");
    await workbench.quickInput.message("not the name of the profile");
    assert.equal((await tools.offsets(ORDERS, -1))[`${ORDERS}:1`], "2");
    await workbench.quickInput.answer("shop");
    await view.find(["shop", "Topics", ORDERS, "1", "2"]);
    await workbench.screenshot("kafka-edits-written");
    assert.equal((await tools.offsets(ORDERS, -1))[`${ORDERS}:1`], "3");
  });

  it("sends no record as the value of another one", async () => {
    await workbench.openDocument(view, ["shop", "Topics", ORDERS, "1", "2"]);
    await view.menu(["shop", "Topics", ORDERS], "Produce Record…");
    await workbench.quickInput.pick("With a value");
    await workbench.quickInput.pick("From the Active Editor");
    await workbench.dismiss("is not the value of");
    assert.equal((await tools.offsets(ORDERS, -1))[`${ORDERS}:1`], "3");
  });

  it("asks for the group in the palette, shows the plan until it is read, and resets", async () => {
    await workbench.runCommand("Cluster Observer Kafka: Reset Offsets…");
    await workbench.quickInput.asks("Reset Offsets: shop › kafka");
    await workbench.quickInput.answer(GROUP);
    await workbench.quickInput.pick("All partitions that the group has commits in");
    await workbench.quickInput.pick("The beginning");
    const question = `Reset the offset of ${GROUP} in 1 partition?`;
    await workbench.quickInput.asks(question);
    const plan = await workbench.editorText("NEW-OFFSET");
    assert.match(plan, /in 1 partition\?\nProfile shop, kafka\.\n[\s\S]*edits\.ui-orders\s+1\s+2\s+0\s+-2/);
    // Reading is done in the editor, and takes its time.
    const lines = workbench.page.locator(".monaco-editor .view-lines").first();
    await lines.click({ position: { x: 200, y: 300 } });
    await workbench.screenshot("kafka-edits-review");
    await workbench.quickInput.asks(question);
    await workbench.quickInput.pick("Continue…");
    assert.match(await workbench.dialog("Reset Offsets"), /Profile shop, kafka\.[\s\S]*What was committed/);
    await workbench.quickInput.answer("shop");
    await eventually(
      "the offset to be reset",
      async () => (await admin.fetchOffsets({ groupId: GROUP, topics: [ORDERS] }))[0]?.partitions,
      (partitions) => partitions?.some(({ partition, offset }) => partition === 1 && offset === "0") ?? false,
    );
  });

  it("deletes a topic, and takes its row away", async () => {
    await view.menu(["shop", "Topics", NEW], "Delete Topic…");
    assert.match(await workbench.dialog("Delete"), /Delete the topic edits\.ui-new\?[\s\S]*cannot be brought back/);
    await workbench.quickInput.answer("shop");
    await eventually(
      "the topic to be gone",
      async () => (await view.rows()).map(({ label }) => label),
      (labels) => !labels.includes(NEW),
    );
    assert.ok(!(await admin.listTopics()).includes(NEW));
  });
});
