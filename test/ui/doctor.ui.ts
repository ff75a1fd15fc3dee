import assert from "node:assert/strict";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { Authority } from "../servers/certificates";
import { freePort } from "../servers/process";
import { servers } from "../servers/shared";
import { type OpenedWorkbench, openWorkbench } from "../workbench/browser";
import { eventually } from "../workbench/eventually";
import { pictureOfFailure } from "../workbench/failed-picture";

// Ways to a server that end at different places, walked and mended in the workbench.
describe("the test of a connection in the workbench", function () {
  this.timeout(400_000);
  const open = new Set<Socket>();
  const listening: Server[] = [];
  let authority: Authority;
  let workbench: OpenedWorkbench;

  const keep = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on("error", () => socket.destroy()).on("close", () => open.delete(socket));
  };

  async function listen(server: Server): Promise<number> {
    listening.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    assert.ok(typeof address === "object" && address);
    return address.port;
  }

  before(async () => {
    authority = new Authority();
    authority.sign("localhost");
    const cert = authority.read("localhost.crt");
    const key = authority.read("localhost.key");
    // The real Redis behind TLS, without a way through it of its own.
    const secured = createSecureServer({ cert, key }, (socket) => {
      const redis = keep(connect(servers().redis.port, "127.0.0.1"));
      keep(socket).pipe(redis).pipe(socket);
      socket.on("close", () => redis.destroy());
    });
    secured.on("tlsClientError", () => {});
    // It reads, and so learns of the end, but never answers.
    const mute = createServer((socket) => void keep(socket).resume());
    const [tlsPort, mutePort, deadPort] = [await listen(secured), await listen(mute), await freePort()];
    const redis = (name: string, url: string) => ({ system: "redis", name, url });
    const connections = [
      redis("plain", `redis://localhost:${servers().redis.port}`),
      redis("secured", `rediss://localhost:${tlsPort}`),
      redis("unsaid", `redis://localhost:${tlsPort}`),
      redis("mute", `redis://localhost:${mutePort}`),
      redis("dead", `redis://localhost:${deadPort}`),
    ];
    const profiles = [{ name: "staging", color: "green", connections }];
    workbench = await openWorkbench({
      settings: {
        "clusterObserver.profiles": profiles,
        "clusterObserver.timeout": 5,
        "workbench.hover.delay": 600_000,
      },
    });
  });

  afterEach(pictureOfFailure(() => workbench));

  after(async () => {
    await workbench?.close();
    for (const socket of open) socket.destroy();
    for (const server of listening) server.close();
    authority?.remove();
  });

  async function test(name: string): Promise<void> {
    const view = await workbench.view("Profiles");
    await view.expand("staging");
    await view.menu(["staging", name], "Test Connection");
    await workbench.quickInput.asks(`Test Connection: staging › ${name}`);
  }

  /** The labels, when the test has ended. */
  const ended = () =>
    eventually(
      "the end of the test",
      () => workbench.quickInput.choices(),
      (labels) => labels.some((label) => /Test Again/.test(label)),
    );

  it("walks to a server that answers, and leaves no connection open", async () => {
    await test("plain");
    const labels = (await ended()).join("\n");
    assert.match(labels, /Name localhost[\s\S]*Connection to localhost:\d+[\s\S]*Login and protocol[\s\S]*Done/);
    await workbench.screenshot("doctor-well-light");
    await workbench.quickInput.accept();
    await workbench.quickInput.closed();
  });

  it("stops where nothing listens, and says what to change", async () => {
    await test("dead");
    const labels = (await ended()).join("\n");
    assert.match(labels, /Start it, or correct the port/);
    assert.doesNotMatch(labels, /Login/);
    await workbench.screenshot("doctor-dead-light");
    await workbench.quickInput.cancel();
  });

  it("leads to the field that mends it, and tests again with what was confirmed", async () => {
    await test("secured");
    assert.match((await ended()).join("\n"), /name its PEM file/);
    await workbench.screenshot("doctor-authority-light");
    await workbench.quickInput.accept();
    await workbench.quickInput.asks("Edit Profile “staging”: Redis › Certificate authority");
    await workbench.quickInput.answer(authority.file("ca.crt"));
    await workbench.quickInput.asks("Test Connection: staging › secured");
    assert.match((await ended()).join("\n"), /TLS with[\s\S]*Login and protocol[\s\S]*Done/);
    await workbench.screenshot("doctor-mended-light");
    await workbench.quickInput.accept();
    await workbench.quickInput.closed();
  });

  it("finds TLS where the profile does not speak it", async () => {
    await test("unsaid");
    const labels = (await ended()).join("\n");
    assert.match(labels, /Turn on TLS in the field “url”[\s\S]*Change “URL”/);
    await workbench.screenshot("doctor-unsaid-light");
    await workbench.quickInput.cancel();
  });

  it("ends at once when it is closed", async () => {
    await test("mute");
    await eventually(
      "the login to be under way",
      () => workbench.quickInput.choices(),
      (labels) => labels.some((label) => /Login/.test(label)),
    );
    await workbench.screenshot("doctor-running-light");
    await workbench.quickInput.cancel();
    await eventually(
      "the sockets to be closed",
      async () => open.size,
      (left) => left === 0,
    );
  });

  it("stands in the row that failed, too", async () => {
    const view = await workbench.view("Redis");
    await view.expand("staging › dead");
    await workbench.screenshot("doctor-rows-light");
    await view.menu(["staging › dead"], "Test Connection");
    await ended();
    await workbench.quickInput.cancel();
  });
});
