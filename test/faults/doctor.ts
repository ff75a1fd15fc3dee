import assert from "node:assert/strict";
import { examined, fieldsOf, said } from "../core/doctor/examined";
import { NAMES, type Name } from "./subjects";
import { pause, type Subject, TIMEOUT } from "./trial";
import type { Ward } from "./ward";

/** Where the test of a connection has to stop, and which fields it has to lead to; a word of what it says. */
interface Finding {
  /** of the last step: `tcp`, `tls`, `login` */
  readonly step: string;
  readonly words: RegExp;
  readonly fields: readonly string[];
}

/** The field with the address, and the one for the login. */
const HOST: Readonly<Record<Name, string>> = { redis: "url", kafka: "brokers", hdfs: "url" };

/** "Test Connection" under each fault: it stops at the cause. */
export function doctor(ward: Ward): void {
  for (const name of NAMES) {
    describe(`the test of a connection: ${name}`, () => {
      const host = HOST[name];
      const [cert, key] = [() => ward.right.read("localhost.crt"), () => ward.right.read("localhost.key")];
      const secured = () => ward.through(name, { cert: cert(), key: key() });
      const find = async (fault: string, { system, values, secrets }: Subject, finding: Finding) => {
        const begin = performance.now();
        const steps = await examined(system, values, { secrets, timeout: TIMEOUT });
        const ms = performance.now() - begin;
        const step = steps.findLast(({ state }) => state === "failed" || state === "warning");
        const words = `${step?.id}: ${said(step)} → ${fieldsOf(step).join(", ") || "–"}`;
        ward.add(`${fault}, tested`, system.title, { code: "shown", words, ms });
        // Name, connection, a login of twice the time, and the question for TLS.
        assert.ok(ms < 5 * TIMEOUT, `it took ${ms} ms`);
        assert.equal(step?.id.split(":")[0], finding.step, words);
        assert.match(said(step), finding.words);
        assert.deepEqual(fieldsOf(step), finding.fields);
        await ward.assertNoStrays();
      };

      it("refused", async () => {
        const proxy = await ward.through(name);
        await proxy.stop();
        const finding = { step: "tcp", words: /nothing listens there.*Start it, or correct the port/, fields: [host] };
        await find("refused", ward.subjects.at(name, proxy.port), finding);
      });

      for (const [mode, words] of [
        ["mute", /did not answer within 2 s/],
        ["drip", /did not answer within 2 s/],
        ["cut", /closed the connection/],
        ["garbage", /protocol|not Redis|does not speak HTTP/],
      ] as const) {
        it(mode, async () => {
          const proxy = await ward.through(name);
          proxy.set(mode);
          await find(mode, ward.subjects.at(name, proxy.port), { step: "login", words, fields: [host] });
        });
      }

      it("TLS to a plain port, and the other way round", async () => {
        const plain = ward.subjects.at(name, ward.subjects.portOf(name), {});
        const off = name === "kafka" ? ["ssl", host] : [host];
        await find("TLS to plain", plain, { step: "tls", words: /not speak TLS/, fields: off });
        const port = (await secured()).port;
        const words = /speaks TLS, but the profile does not use it/;
        const fields = [name === "kafka" ? "ssl" : host];
        await find("plain to TLS", ward.subjects.at(name, port), { step: "login", words, fields });
      });

      it("a certificate that is not trusted", async () => {
        const { port } = await secured();
        const words = /authority that is not trusted here/;
        const wrong = ward.subjects.at(name, port, { ca: ward.wrong.file("ca.crt") });
        await find("wrong CA", wrong, { step: "tls", words, fields: ["ca"] });
        const old = await ward.through(name, {
          cert: ward.right.read("expired.crt"),
          key: ward.right.read("expired.key"),
        });
        const expired = ward.subjects.at(name, old.port, { ca: ward.right.file("ca.crt") });
        await find("expired certificate", expired, { step: "tls", words: /has expired/, fields: [] });
      });

      if (name !== "hdfs") {
        it("a wrong secret", async () => {
          const fields = name === "redis" ? ["user", "password"] : ["sasl", "user", "password", "token"];
          const finding = { step: "login", words: /did not accept/, fields };
          await find("wrong password", ward.subjects.withSecret(name, "wrong-secret-word"), finding);
        });
      }

      if (name === "redis") {
        it("too few rights", async () => {
          const finding = { step: "rights", words: /NOPERM.*'scan'/, fields: ["user", "password"] };
          await find("too few rights", ward.subjects.withoutRights(name), finding);
        });
      }

      it("frozen", async () => {
        const victim = ward.servers[name];
        victim.signal("SIGSTOP");
        try {
          const finding = { step: "login", words: /did not answer within 2 s/, fields: [host] };
          await find("frozen", ward.subjects.at(name, ward.subjects.portOf(name)), finding);
        } finally {
          victim.signal("SIGCONT");
          await pause(100);
        }
      });
    });
  }
}
