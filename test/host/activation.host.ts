import assert from "node:assert/strict";
import { basename } from "node:path";
import { extensions } from "vscode";
import { systems } from "../../src/systems";
import { api, EXTENSION } from "./profiles";

// The first of the suites, by its name: the others use the systems.
describe("activation", () => {
  it("loads nothing of a system before its first use", async () => {
    await api();
    const path = extensions.getExtension(EXTENSION)?.extensionPath ?? "?";
    const loaded = Object.keys(require.cache)
      .filter((file) => file.startsWith(path) && !file.includes("node_modules"))
      .map((file) => basename(file));
    assert.ok(loaded.includes("extension.js"), loaded.join());
    for (const { id } of systems) assert.ok(!loaded.includes(`${id}.js`), `${id}.js is loaded`);
  });
});
