import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kafka } from "../../src/kafka/system";
import { examined, fieldsOf, line, said, told } from "../core/doctor/examined";
import { Authority } from "../servers/certificates";
import { startKafka, stopKafka } from "../servers/kafka";
import { freePort } from "../servers/process";

const PASSWORD = "never-shown-secret";

/** A broker with TLS, logins and permissions, that announces an address which leads nowhere to those who come by one door. */
describe("the way to a real Kafka", () => {
  const dir = mkdtempSync(join(tmpdir(), "kafka-doors-"));
  let authority: Authority;
  let [plain, sasl, tls, away] = ["", "", "", ""];

  before(async function () {
    this.timeout(180_000);
    authority = new Authority();
    authority.sign("localhost");
    const [port, controllerPort] = [await freePort(), await freePort()];
    plain = `localhost:${port}`;
    [sasl, tls, away] = [
      `localhost:${await freePort()}`,
      `localhost:${await freePort()}`,
      `localhost:${await freePort()}`,
    ];
    const store = join(dir, "broker.pem");
    writeFileSync(store, Buffer.concat([authority.read("localhost.key"), authority.read("localhost.crt")]));
    const jaas = "org.apache.kafka.common.security.plain.PlainLoginModule";
    await startKafka({
      libs: ".local/lib",
      dir,
      port,
      controllerPort,
      properties: {
        listeners: `PLAINTEXT://${plain},CONTROLLER://localhost:${controllerPort},SASL://${sasl},TLS://${tls},AWAY://${away}`,
        "advertised.listeners": `PLAINTEXT://${plain},SASL://${sasl},TLS://${tls},AWAY://kafka-1.invalid:9092`,
        "listener.security.protocol.map":
          "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,AWAY:PLAINTEXT",
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.sasl.plain.sasl.jaas.config": `${jaas} required user_alice="${PASSWORD}";`,
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": store,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
      },
    });
  });

  after(async function () {
    this.timeout(60_000);
    await stopKafka(dir);
    rmSync(dir, { recursive: true, force: true });
    authority?.remove();
  });

  it("leads through TLS to the version and what the user may do", async () => {
    const steps = await examined(kafka, { brokers: [tls], ssl: true, ca: authority.file("ca.crt") });
    assert.deepEqual(steps.map(line), [
      "Name localhost: ok",
      `Connection to ${tls}: ok`,
      `TLS with ${tls}: ok`,
      "Login and protocol: ok",
      "What you may do: ok",
      "Further nodes: skipped",
    ]);
    assert.match(told(steps[3]).join(), /Version: Kafka \d/);
    assert.match(told(steps[4]).join(), /With the cluster: .*ALTER/);
  });

  it("says that a user without permissions may do nothing with the cluster", async () => {
    const steps = await examined(kafka, { brokers: [sasl], sasl: "plain", user: "alice" }, secret(PASSWORD));
    assert.deepEqual(told(steps.find(({ id }) => id === "rights")), ["With the cluster: nothing"]);
  });

  it("ends at a wrong password, and never shows it", async () => {
    const wrong = "never-shown-either";
    const steps = await examined(kafka, { brokers: [sasl], sasl: "plain", user: "alice" }, secret(wrong));
    assert.match(said(steps.at(-1)), /login/);
    assert.doesNotMatch(JSON.stringify(steps), /never-shown/);
    assert.deepEqual(fieldsOf(steps.at(-1)), ["sasl", "user", "password", "token"]);
  });

  it("tells TLS from its absence, both ways", async () => {
    const unsaid = await examined(kafka, { brokers: [tls] });
    assert.match(said(unsaid.at(-1)), /speaks TLS, but the profile does not use it/);
    assert.deepEqual(unsaid.at(-1)?.mends, [{ field: "ssl", suggestion: true }]);
    const absent = await examined(kafka, { brokers: [plain], ssl: true });
    assert.equal(absent.at(-1)?.id, `tls:${plain}`);
    assert.deepEqual(absent.at(-1)?.mends?.[0], { field: "ssl", suggestion: false });
  });

  it("finds the broker whose announced address leads nowhere, and is content with a map", async () => {
    const steps = await examined(kafka, { brokers: [away] });
    const last = steps.at(-1);
    assert.equal(last && line(last), "Name kafka-1.invalid: failed", steps.map(line).join("\n"));
    assert.match(said(last), /cannot be resolved here.*announces this address itself.*“hostMap”/);
    assert.deepEqual(last?.mends, [{ field: "hostMap", suggestion: "kafka-1.invalid:9092=" }]);
    const mapped = await examined(kafka, { brokers: [away], hostMap: { "kafka-1.invalid:9092": away } });
    assert.ok(
      mapped.every(({ state }) => state !== "failed"),
      mapped.map(line).join("\n"),
    );
  });

  const secret = (password: string) => ({ secrets: { password } });
});
