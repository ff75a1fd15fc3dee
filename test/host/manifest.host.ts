import assert from "node:assert/strict";
import { commands, extensions } from "vscode";
import { api, EXTENSION } from "./profiles";

describe("the manifest", () => {
  it("declares exactly the commands that are registered", async () => {
    await api();
    const declared: string[] = extensions
      .getExtension(EXTENSION)
      ?.packageJSON.contributes.commands.map((entry: { command: string }) => entry.command);
    const prefix = "clusterObserver.";
    const ofViews =
      /^clusterObserver\.(profilesView|hdfs|redis|kafka)\.(focus|open|removeView|resetViewLocation|toggleVisibility)$/;
    const registered = (await commands.getCommands(true)).filter((id) => id.startsWith(prefix) && !ofViews.test(id));
    assert.deepEqual(registered.sort(), declared.sort());
  });
});
