import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from "kafkajs";
import type { Values } from "../../src/core/contract";
import { startKafka, stopKafka } from "../servers/kafka";
import { freePort } from "../servers/process";
import { kafkaToolOf } from "../servers/toolbox/toolbox";
import { NEVER, say } from "../support/session";
import { at, document, opened, rows, withSession } from "./opened";
import { Tools } from "./tools";

const PASSWORD = "pass, word=1";

/** A cluster of its own with logins, TLS and permissions; without a login one may do everything. */
describe("a secured cluster", () => {
  const dir = mkdtempSync(join(tmpdir(), "kafka-secured-"));
  const ca = join(dir, "ca.pem");
  let tools: Tools;
  let sasl: string;
  let tls: string;

  before(async function () {
    this.timeout(180_000);
    const [port, controllerPort, saslPort, tlsPort] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    sasl = `localhost:${saslPort}`;
    tls = `localhost:${tlsPort}`;
    const store = makeCertificate(dir, ca);
    const more = `SASL://${sasl},TLS://${tls}`;
    const jaas = "org.apache.kafka.common.security";
    const properties = {
      listeners: `PLAINTEXT://localhost:${port},CONTROLLER://localhost:${controllerPort},${more}`,
      "advertised.listeners": `PLAINTEXT://localhost:${port},${more}`,
      "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL",
      "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER",
      "listener.name.sasl.plain.sasl.jaas.config": `${jaas}.plain.PlainLoginModule required user_alice="${PASSWORD}";`,
      "listener.name.sasl.scram-sha-256.sasl.jaas.config": `${jaas}.scram.ScramLoginModule required;`,
      "listener.name.sasl.scram-sha-512.sasl.jaas.config": `${jaas}.scram.ScramLoginModule required;`,
      "listener.name.sasl.oauthbearer.sasl.jaas.config": `${jaas}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
      "ssl.keystore.location": store,
      "ssl.keystore.password": "changeit",
      "ssl.keystore.type": "PKCS12",
      "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
      "super.users": "User:ANONYMOUS",
    };
    tools = new Tools(await startKafka({ libs: ".local/lib", dir, port, controllerPort, properties }));
    await tools.createTopics(
      { topic: "allowed", numPartitions: 1 },
      { topic: "hidden", numPartitions: 1 },
      { topic: "described", numPartitions: 1 },
    );
    for (const topic of ["allowed", "hidden", "described"]) await tools.produce(topic, [{ value: "seen" }]);
    for (const credential of ["SCRAM-SHA-256=[password=first]", "SCRAM-SHA-512=[password=second]"]) {
      const alter = ["--alter", "--add-config", credential, "--entity-type", "users", "--entity-name", "alice"];
      await kafkaToolOf(tools.server, "kafka.admin.ConfigCommand", ["--bootstrap-server", tools.bootstrap, ...alter]);
    }
    await allow("allowed", AclOperationTypes.READ);
    await allow("described", AclOperationTypes.DESCRIBE);
    await commit("mine", "allowed", "described", "hidden");
    await commit("theirs", "allowed");
    await allow("mine", AclOperationTypes.DESCRIBE, AclResourceTypes.GROUP);
  });

  after(async function () {
    this.timeout(60_000);
    await stopKafka(dir);
    rmSync(dir, { recursive: true, force: true });
  });

  async function commit(groupId: string, ...topics: readonly string[]): Promise<void> {
    const admin = tools.client.admin();
    await admin.connect();
    for (const topic of topics) {
      await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: "0" }] });
    }
    await admin.disconnect();
  }

  async function allow(
    resourceName: string,
    operation: AclOperationTypes,
    resourceType = AclResourceTypes.TOPIC,
  ): Promise<void> {
    const admin = tools.client.admin();
    await admin.connect();
    const resourcePatternType = ResourcePatternTypes.LITERAL;
    const [permissionType, host] = [AclPermissionTypes.ALLOW, "*"];
    const acl = { resourceName, principal: "User:alice", operation, resourceType, resourcePatternType };
    await admin.createAcls({ acl: [{ ...acl, permissionType, host }] });
    await admin.disconnect();
  }

  const login = (mechanism: string): Values => ({ brokers: [sasl], sasl: mechanism, user: "alice" });
  const seen = (values: Values, secrets: Record<string, string>) =>
    withSession(
      values,
      { secrets },
      async (session) => (await document(session, "topics", "allowed", "0", "0")).json.value,
    );

  it("logs in with every mechanism", async () => {
    assert.equal(await seen(login("plain"), { password: PASSWORD }), "seen");
    assert.equal(await seen(login("scram-sha-256"), { password: "first" }), "seen");
    assert.equal(await seen(login("scram-sha-512"), { password: "second" }), "seen");
    assert.equal(await seen({ brokers: [sasl], sasl: "oauthbearer" }, { token: token("alice") }), "seen");
  });

  it("says what is wrong with a login, and never the secret", async () => {
    const wrong = "never-shown-secret";
    for (const [values, secrets] of [
      [login("plain"), { password: wrong }],
      [login("scram-sha-256"), { password: wrong }],
      [login("scram-sha-512"), { password: wrong }],
      [{ brokers: [sasl], sasl: "oauthbearer" }, { token: token("alice", -3_600) }],
      [login("plain"), {}],
    ] as const) {
      await assert.rejects(opened(values, { secrets }), (error: Error) => {
        assert.match(error.message, /login/);
        assert.ok(!error.message.includes(wrong) && !error.message.includes(token("alice", -3_600)));
        return (error as Error & { code?: string }).code === "authentication";
      });
    }
  });

  it("says that a port asks for a login or speaks TLS", async () => {
    await assert.rejects(opened({ brokers: [sasl] }), { code: "closed", message: /may want a login/ });
    await assert.rejects(opened({ brokers: [tls] }), { code: "tls", message: /speaks TLS/ });
  });

  it("speaks TLS with the authority that is named, and refuses others", async () => {
    assert.equal(await seen({ brokers: [tls], ssl: true, ca }, {}), "seen");
    await assert.rejects(opened({ brokers: [tls], ssl: true }), { code: "tls", message: /“ca”/ });
    await assert.rejects(opened({ brokers: tools.server.brokers, ssl: true }), { code: "tls" });
    await assert.rejects(opened({ brokers: [tls], ssl: true, ca: join(dir, "none.pem") }), { code: "invalid" });
  });

  it("shows what the user may see, and says what is denied", async () => {
    await withSession(login("plain"), { secrets: { password: PASSWORD } }, async (session) => {
      const topics = await session.children(at("topics"), { limit: 10 }, NEVER);
      assert.deepEqual(Object.keys(rows(topics)), ["allowed", "described"]);
      assert.match(rows(topics).described ?? "", /messages ≤ 1/);
      const denied = { code: "denied", message: /TOPIC_AUTHORIZATION_FAILED/ };
      await assert.rejects(session.children(at("topics", "described", "0"), { limit: 1 }, NEVER), denied);
      await assert.rejects(session.children(at("topics", "hidden"), { limit: 1 }, NEVER), denied);
      assert.deepEqual(Object.keys(rows(await session.children(at("groups"), { limit: 10 }, NEVER))), ["mine"]);
      assert.equal(Object.keys(rows(await session.children(at("brokers"), { limit: 10 }, NEVER))).length, 1);
      assert.match((await document(session, "topics", "allowed")).text, /does not allow this to your user/);
      assert.ok((await session.check(NEVER)).length >= 3);
    });
  });

  it("tells the lag of what the user may describe, that there may be more, and what is denied: never 0", async () => {
    await withSession(login("plain"), { secrets: { password: PASSWORD } }, async ({ lag }) => {
      assert.ok(lag);
      const { groups, missing } = await lag.sample({ describe: "all" }, NEVER);
      const lags = groups.map(({ id, partitions }) => [id, ...partitions.map((row) => `${row.topic}: ${row.lag}`)]);
      assert.deepEqual(lags, [["mine", "allowed: 1", "described: 1"]]);
      assert.match(missing.map(({ what }) => say(what)).join(), /may not describe/);
      const named = await lag.sample({ groups: ["theirs"], describe: new Set(["theirs"]) }, NEVER);
      assert.deepEqual(
        named.groups.map(({ id, partitions, problem }) => [id, partitions, problem?.kind]),
        [["theirs", [], "denied"]],
      );
    });
  });

  it("changes nothing that the user may not change, and says so", async () => {
    const options = { secrets: { password: PASSWORD }, access: "edit" } as const;
    await withSession(login("plain"), options, async ({ edits }) => {
      assert.ok(edits);
      const record = { value: Buffer.from("never") };
      const writing = await edits.plan("produce", [at("topics", "allowed")], record, NEVER);
      await assert.rejects(
        writing.apply(() => {}, NEVER),
        { code: "denied", message: /^Nothing was written to allowed, partition 0\. TOPIC_AUTHORIZATION_FAILED/ },
      );
      const creating = edits.plan("createTopic", [at("topics")], { name: "new" }, NEVER);
      await assert.rejects(creating, { code: "denied", message: /^The topic new was not created\./ });
      const deleting = await edits.plan("deleteTopic", [at("topics", "allowed")], {}, NEVER);
      const deleted = await deleting.apply(() => {}, NEVER);
      assert.deepEqual([deleted.done, deleted.failed.map(({ code }) => code)], [[], ["denied"]]);
      const resetting = await edits.plan("resetOffsets", [at("groups", "mine")], { to: "latest" }, NEVER);
      const reset = await resetting.apply(() => {}, NEVER);
      assert.deepEqual([reset.done, reset.failed.map(({ code }) => code)], [[], ["denied", "denied"]]);
    });
    assert.deepEqual(await tools.offsets("allowed", -1), { "allowed:0": "1" });
  });
});

/** A key and a certificate that signs itself; the certificate as PEM for `ca`. Returns the key store. */
function makeCertificate(dir: string, ca: string): string {
  const store = join(dir, "broker.p12");
  const common = ["-alias", "broker", "-keystore", store, "-storepass", "changeit", "-storetype", "PKCS12"];
  const names = ["-dname", "CN=localhost", "-ext", "san=dns:localhost", "-validity", "2"];
  const keytool = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "keytool") : "keytool";
  execFileSync(keytool, ["-genkeypair", "-keyalg", "EC", ...common, ...names], { stdio: "ignore" });
  execFileSync(keytool, ["-exportcert", "-rfc", "-file", ca, ...common], { stdio: "ignore" });
  return store;
}

/** A token that nobody has signed, as Kafka takes it in development. `seconds`: how long it is good for. */
function token(subject: string, seconds = 3_600): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ sub: subject, iat: now + Math.min(0, seconds) - 60, exp: now + seconds })}.`;
}
