import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { commands, env } from "vscode";
import { servers } from "../servers/shared";
import { eventually } from "./profiles";

const COMMAND = "clusterObserver.testConnection";

/** What a row of the Profiles view hands to its command. */
const row = (name: string, url: string) => ({
  type: "profileConnection",
  connection: { profile: { id: "p", name: "P", access: "observe" }, name, system: "redis", values: { url } },
  profile: { id: "p", name: "P" },
});

describe("the test of a connection", () => {
  afterEach(() => commands.executeCommand("workbench.action.closeQuickOpen"));

  /**
   * Runs the test, takes its last entry, "Copy Report", and answers what was copied. Tests again, with more patience,
   * where the list changed between the two key presses, so that another entry was taken.
   */
  async function report(url: string): Promise<string> {
    await env.clipboard.writeText("");
    let patience = 0;
    await eventually("the report", async () => {
      patience += 200;
      await takeLast(url, patience);
      return (await env.clipboard.readText()) !== "";
    });
    return env.clipboard.readText();
  }

  async function takeLast(url: string, patience: number): Promise<void> {
    let ended = false;
    const test = commands.executeCommand(COMMAND, row("redis", url)).then(() => {
      ended = true;
    });
    await new Promise((done) => setTimeout(done, patience));
    await eventually("the end of the test", async () => {
      await commands.executeCommand("quickInput.last");
      await commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return ended;
    });
    await test;
  }

  it("reports each step to a server that answers", async () => {
    const { port } = servers().redis;
    const said = await report(`redis://localhost:${port}`);
    assert.match(said, /^Test Connection: P › redis\n/);
    assert.match(said, /Name localhost · ok · \d+ ms\n {4}Addresses: /);
    assert.match(said, new RegExp(`Connection to localhost:${port} · ok`));
    assert.match(said, /Login and protocol · ok .*\n {4}Server: /);
  });

  it("reports the cause, with what to do, and never a secret", async () => {
    const said = await report("redis://localhost:1");
    assert.match(said, /Connection to localhost:1 · failed .*\n {4}localhost:1 refused .* correct the port/);
    assert.doesNotMatch(said, /Login/);
  });

  it("ends when it is closed, and leaves no socket", async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.resume().on("error", () => {}));
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    assert.ok(typeof address === "object" && address);
    const test = commands.executeCommand(COMMAND, row("mute", `redis://127.0.0.1:${address.port}`));
    await eventually("the login to wait", () => sockets.size > 0);
    await commands.executeCommand("workbench.action.closeQuickOpen");
    await test;
    await eventually("the socket to be closed", () => sockets.size === 0);
    server.close();
  });
});
