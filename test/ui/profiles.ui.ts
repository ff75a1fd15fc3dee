import assert from "node:assert/strict";
import { isListening } from "../servers/process";
import { servers } from "../servers/shared";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";

describe("profiles in the workbench", function () {
  this.timeout(300_000);
  let workbench: OpenedWorkbench;

  before(async () => {
    workbench = await openWorkbench();
  });

  afterEach(pictureOfFailure(() => workbench));

  after(() => workbench?.close());

  const says = (pattern: RegExp) =>
    eventually(
      `the box to say ${pattern}`,
      () => workbench.quickInput.message(),
      (said) => pattern.test(said),
    );

  it("a newcomer is offered two ways", async () => {
    await workbench.showContainer();
    const buttons = workbench.page.locator(".sidebar .welcome-view-content .monaco-button");
    await buttons.first().waitFor();
    assert.deepEqual((await buttons.allInnerTexts()).slice(0, 2), ["Look on localhost", "Add a profile"]);
    await workbench.screenshot("welcome-light");
  });

  it("“Look on localhost” finds what answers there, or says that nothing does", async () => {
    const answers = await Promise.all([6379, 9092, 9870].map((port) => isListening(port)));
    await workbench.runCommand("Cluster Observer: Look on Localhost");
    await workbench.notification(answers.some(Boolean) ? "localhost" : "Nothing answered on localhost");
  });

  it("the wizard leads to a profile, with a way back, and its connection works", async () => {
    const { quickInput } = workbench;
    await workbench.runCommand("Cluster Observer: Add Profile…");
    await quickInput.asks("Add Profile");
    await quickInput.accept();
    await says(/needs a letter or a digit/);
    await quickInput.answer("staging");
    await quickInput.pick("Observe only");
    await quickInput.press("Back");
    await quickInput.pick("Observe only");
    await quickInput.pick("Green");
    await quickInput.pick("HDFS");
    await quickInput.asks("Add Profile: HDFS › URL");
    await quickInput.answer("not a url");
    await says(/^URL /);
    await quickInput.answer(servers().hdfs.url);
    await quickInput.asks("Add Profile: HDFS › User");
    await workbench.screenshot("wizard-light");
    await quickInput.answer("hadoop");
    await quickInput.pick("Test Connection");
    await quickInput.asks("Test Connection: staging › hdfs");
    await quickInput.pick("Done");
    await quickInput.asks("Add Profile: HDFS");
    await quickInput.pick("Done");
    await quickInput.pick("Save");
    const view = await workbench.view("Profiles");
    await view.expand("staging");
    const files = await workbench.view("HDFS");
    await files.expand("staging");
    await eventually(
      "the connection to be shown",
      async () => (await view.find(["staging", "HDFS"])).description,
      (said) => / · connected$/.test(said),
    );
    await workbench.screenshot("profiles-light");
  });

  it("a wrong password, a dead port: the reason stands in the row, the sentence in the tooltip", async () => {
    await workbench.runCommand("Cluster Observer: Add Profile…");
    const { quickInput } = workbench;
    await quickInput.asks("Add Profile");
    await quickInput.answer("dead");
    await quickInput.pick("Observe only");
    await quickInput.pick("Red, and marked as production with a lock");
    await quickInput.pick("HDFS");
    await quickInput.asks("Add Profile: HDFS › URL");
    await quickInput.answer("http://localhost:1");
    await quickInput.asks("Add Profile: HDFS › User");
    await quickInput.accept();
    await quickInput.pick("Done");
    await quickInput.pick("Save");
    const files = await workbench.view("HDFS");
    await files.expand("dead");
    const view = await workbench.view("Profiles");
    await eventually(
      "the reason",
      async () => (await view.find(["dead", "HDFS"])).description,
      (said) => said === "localhost:1 · connection refused",
    );
    assert.match(await view.hover("dead", "HDFS"), /localhost:1\srefused/);
    await workbench.screenshot("failed-light");
  });

  it("removes a profile after asking", async () => {
    const view = await workbench.view("Profiles");
    await view.menu(["dead"], "Remove Profile…");
    assert.match(await workbench.dialog("Remove"), /Remove the profile “dead”\?/);
    await eventually(
      "the profile to be gone",
      async () => (await view.rows()).map((row) => row.label),
      (labels) => !labels.includes("dead"),
    );
  });
});
