import assert from "node:assert/strict";
import { redis } from "../../src/redis/system";
import { examined, fieldsOf, line, said, told } from "../core/doctor/examined";
import { Authority } from "../servers/certificates";
import { freePort } from "../servers/process";
import { redisCli } from "../servers/redis";
import { type OwnServer, ownServer } from "./own-server";

const PASSWORD = "never-shown-secret";

describe("the way to a real Redis", () => {
  let authority: Authority;
  let server: OwnServer;
  let tlsPort = 0;

  before(async () => {
    authority = new Authority();
    authority.sign("localhost");
    tlsPort = await freePort();
    const tls = [
      "--tls-port",
      `${tlsPort}`,
      "--tls-auth-clients",
      "no",
      "--tls-ca-cert-file",
      authority.file("ca.crt"),
    ];
    const files = [
      "--tls-cert-file",
      authority.file("localhost.crt"),
      "--tls-key-file",
      authority.file("localhost.key"),
    ];
    server = await ownServer([...tls, ...files], "doors");
    await redisCli(server, ["ACL", "SETUSER", "reader", "on", `>${PASSWORD}`, "~app:*", "+@read", "+ping", "+hello"]);
    await redisCli(server, ["ACL", "SETUSER", "blind", "on", `>${PASSWORD}`, "~*", "+@all", "-scan", "-memory"]);
    await redisCli(server, ["ACL", "SETUSER", "nobody", "on", `>${PASSWORD}`, "~app:*", "+get"]);
    await redisCli(server, ["CONFIG", "SET", "requirepass", PASSWORD]);
  });

  after(async () => {
    await server?.stop();
    authority?.remove();
  });

  const url = () => `redis://localhost:${server.port}`;
  const secure = () => ({ url: `rediss://localhost:${tlsPort}`, ca: authority.file("ca.crt") });

  it("leads through TLS and a login to the version", async () => {
    const steps = await examined(redis, secure(), { secrets: { password: PASSWORD } });
    assert.deepEqual(steps.map(line), [
      "Name localhost: ok",
      `Connection to localhost:${tlsPort}: ok`,
      `TLS with localhost:${tlsPort}: ok`,
      "Login and protocol: ok",
      "What you may do: ok",
      "Further nodes: skipped",
    ]);
    assert.ok(told(steps[2]).includes("Issued by: authority"));
    assert.ok(
      told(steps[3]).some((fact) => /^Server: Redis \d/.test(fact)),
      told(steps[3]).join(),
    );
  });

  it("ends at an authority that is not known", async () => {
    const steps = await examined(redis, { url: secure().url }, { secrets: { password: PASSWORD } });
    assert.match(said(steps.at(-1)), /not trusted here/);
    assert.deepEqual(fieldsOf(steps.at(-1)), ["ca"]);
  });

  it("ends at a password that is missing or wrong, and never shows it", async () => {
    const wrong: readonly Record<string, string>[] = [{}, { password: "never-shown-either" }];
    for (const secrets of wrong) {
      const steps = await examined(redis, { url: url() }, { secrets });
      const last = steps.at(-1);
      assert.equal(last?.id, "login");
      assert.equal(last.state, "failed", line(last));
      assert.match(said(last), /password/);
      assert.doesNotMatch(JSON.stringify(steps), /never-shown/);
      assert.deepEqual(fieldsOf(last), ["user", "password"]);
    }
  });

  it("tells TLS from its absence, both ways", async () => {
    const unsaid = await examined(redis, { url: `redis://localhost:${tlsPort}` });
    assert.match(said(unsaid.at(-1)), /speaks TLS, but the profile does not use it/);
    assert.deepEqual(unsaid.at(-1)?.mends, [{ field: "url", suggestion: secure().url }]);
    const plain = await examined(redis, { ...secure(), url: `rediss://localhost:${server.port}` });
    assert.equal(plain.at(-1)?.id, `tls:localhost:${server.port}`);
    assert.equal(plain.at(-1)?.state, "failed");
    assert.deepEqual(fieldsOf(plain.at(-1)), ["url"]);
  });

  it("shows what a user with few rights is not told, and which command one without any may not run", async () => {
    const secrets = { password: PASSWORD };
    const reader = await examined(redis, { url: url(), user: "reader" }, { secrets });
    assert.ok(told(reader.find(({ id }) => id === "login")).includes("Role: not told to your user"));
    const nobody = (await examined(redis, { url: url(), user: "nobody" }, { secrets })).at(-1);
    assert.match(said(nobody), /NOPERM.*'ping'.*use another user in the profile/);
    assert.deepEqual(fieldsOf(nobody), ["user", "password"]);
  });

  it("tells which commands the user may run, and warns one who may not list keys", async () => {
    const secrets = { password: PASSWORD };
    const rightsOf = async (user: string) =>
      (await examined(redis, { url: url(), user }, { secrets })).find(({ id }) => id === "rights");
    // The reader's keys begin with `app:`: that a command is denied on others is no denial of the command.
    const reader = await rightsOf("reader");
    assert.equal(reader?.state, "ok");
    assert.match(told(reader).join("\n"), /allowed: SCAN, DBSIZE, TYPE.*XRANGE\nCommands that are denied: INFO$/);
    const blind = await rightsOf("blind");
    assert.equal(blind?.state, "warning");
    assert.match(said(blind), /NOPERM.*'scan'.*Ask for this permission/);
    assert.deepEqual(fieldsOf(blind), ["user", "password"]);
  });

  it("leaves no connection behind", async () => {
    await examined(redis, secure(), { secrets: { password: PASSWORD } });
    const clients = await redisCli(server, ["-a", PASSWORD, "--no-auth-warning", "CLIENT", "LIST"]);
    assert.deepEqual(
      clients
        .trim()
        .split("\n")
        .filter((client) => !client.includes("cmd=client")),
      [],
    );
  });
});

describe("the way to the nodes of a Redis cluster", () => {
  let nodes: OwnServer[] = [];
  before(async function () {
    this.timeout(60_000);
    nodes = await Promise.all([1, 2, 3].map((n) => ownServer(["--cluster-enabled", "yes"], `doors-cluster${n}`)));
    const [first] = nodes;
    assert.ok(first);
    const places = nodes.map(({ port }) => `127.0.0.1:${port}`);
    await redisCli(first, ["--cluster", "create", ...places, "--cluster-yes", "--cluster-replicas", "0"]);
  });
  after(() => Promise.all(nodes.map((node) => node.stop())));

  it("knocks at each, and says where one that is away could be reached", async () => {
    const [first, , last] = nodes;
    assert.ok(first && last);
    const well = await examined(redis, { url: first.url });
    const reached = well.filter(({ id, state }) => id.startsWith("tcp:") && state === "ok").map(({ id }) => id);
    assert.deepEqual(reached.sort(), nodes.map(({ port }) => `tcp:127.0.0.1:${port}`).sort());
    await last.end();
    const steps = await examined(redis, { url: first.url });
    const away = steps.find(({ id }) => id === `tcp:127.0.0.1:${last.port}`);
    assert.equal(away?.state, "failed", steps.map(line).join("\n"));
    assert.match(said(away), /announces this address itself.*“natMap”/);
    assert.deepEqual(away?.mends, [{ field: "natMap", suggestion: `127.0.0.1:${last.port}=` }]);
  });
});
