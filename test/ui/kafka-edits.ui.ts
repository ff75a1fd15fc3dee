import assert from "node:assert/strict";
import { Tools } from "../kafka/tools";
import { servers } from "../servers/shared";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";
import type { TreeView } from "../workbench/tree-view";

const TOPIC = "kafka-edits.ui";
const GROUP = "kafka-edits.ui-group";

// Edits of Kafka as a person does them, by the palette too, where nothing says yet what they are about.
describe("edits of Kafka in the workbench", function () {
  this.timeout(400_000);
  const { kafka } = servers();
  const tools = new Tools(kafka);
  let workbench: OpenedWorkbench;
  let view: TreeView;

  before(async () => {
    const connections = [{ system: "kafka", brokers: kafka.brokers }];
    const profiles = [
      { name: "looks", connections },
      { name: "shop", access: "edit", connections },
    ];
    const settings = { "clusterObserver.profiles": profiles, "workbench.hover.delay": 600_000 };
    workbench = await openWorkbench({ settings, viewport: { width: 1440, height: 900 } });
    view = await workbench.view("Kafka", { alone: true });
  });

  afterEach(pictureOfFailure(() => workbench));

  after(async () => {
    await workbench?.close();
    await tools.cleanUp(TOPIC).catch(() => {});
    await tools.tool("consumer.group.ConsumerGroupCommand", ["--delete", "--group", GROUP]).catch(() => {});
  });

  it("creates a topic from the palette, where it asks for no place", async () => {
    await workbench.runCommand("Cluster Observer Kafka: New Topic…");
    await workbench.quickInput.asks("New Topic: Name (1/4)");
    await workbench.quickInput.answer(TOPIC);
    await workbench.quickInput.asks("New Topic: Partitions (2/4)");
    await workbench.quickInput.answer("2");
    await workbench.quickInput.asks("New Topic: Replicas of Each Partition (3/4)");
    await workbench.quickInput.accept();
    await workbench.quickInput.asks("New Topic: Settings (4/4)");
    await workbench.quickInput.accept();
    const said = await workbench.dialog("Create");
    assert.match(said, /Create the topic kafka-edits\.ui\?[\s\S]*Profile shop, kafka\.[\s\S]*Partitions: 2\./);
    await workbench.dismiss("was created");
    const { description } = await view.find(["shop", "Topics", TOPIC]);
    assert.match(description, /^2 partitions/);
  });

  it("writes a record to the topic that is selected", async () => {
    await view.menu(["shop", "Topics", TOPIC], "Produce Record…");
    await workbench.quickInput.pick("With a value");
    await workbench.quickInput.pick("Type It");
    await workbench.quickInput.answer("hello");
    await workbench.quickInput.asks("Produce Record: Key");
    await workbench.quickInput.pick("Leave It Out");
    await workbench.quickInput.asks("Produce Record: Headers");
    await workbench.quickInput.accept();
    await workbench.quickInput.asks("Produce Record: Partition");
    await workbench.quickInput.answer("1");
    assert.match(await workbench.dialog("Produce"), /partition 1\?[\s\S]*Profile shop, kafka\./);
    await workbench.dismiss("was written");
    assert.deepEqual(await tools.offsets(TOPIC, -1), { [`${TOPIC}:0`]: "0", [`${TOPIC}:1`]: "1" });
  });

  it("asks for the group in the palette, shows the plan until it is read, and resets", async () => {
    const group = ["--group", GROUP, "--topic", TOPIC];
    const command = "consumer.group.ConsumerGroupCommand";
    await tools.tool(command, [...group, "--reset-offsets", "--to-latest", "--execute"]);
    await workbench.runCommand("Cluster Observer Kafka: Reset Offsets…");
    await workbench.quickInput.asks("Reset Offsets: shop › kafka");
    await workbench.quickInput.answer(GROUP);
    await workbench.quickInput.asks("Reset Offsets: Topic");
    await workbench.quickInput.pick(`All partitions of ${TOPIC}`);
    await workbench.quickInput.pick("The beginning");
    const question = `Reset the offsets of ${GROUP} in 1 partition?`;
    await workbench.quickInput.asks(question);
    const plan = await workbench.editorText("NEW-OFFSET");
    assert.match(plan, /in 1 partition\?\nProfile shop, kafka\.\n[\s\S]*\n\S+ +0 +0 +0 +0\n\S+ +1 +1 +0 +-1$/);
    // Reading is done in the editor, and takes its time.
    await workbench.page
      .locator(".monaco-editor .view-lines")
      .first()
      .click({ position: { x: 200, y: 300 } });
    await workbench.screenshot("kafka-edits-review");
    await workbench.quickInput.asks(question);
    await workbench.quickInput.pick("Continue…");
    assert.match(await workbench.dialog("Reset Offsets"), /Profile shop, kafka\.[\s\S]*To the beginning/);
    await workbench.dismiss("were reset");
    const printed = await tools.tool(command, ["--describe", "--group", GROUP]);
    assert.match(printed, new RegExp(`${GROUP}\\s+${TOPIC}\\s+1\\s+0\\s+1\\s+1\\s`));
  });

  it("deletes the topic", async () => {
    await view.menu(["shop", "Topics", TOPIC], "Delete Topic…");
    assert.match(await workbench.dialog("Delete"), /Delete the topic kafka-edits\.ui\?[\s\S]*Profile shop, kafka\./);
    await eventually(
      "the topic to be gone",
      async () => (await view.rows()).map(({ label }) => label),
      (labels) => !labels.includes(TOPIC),
    );
  });
});
