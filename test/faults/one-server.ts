import assert from "node:assert/strict";
import type { Values } from "../../src/core/contract";
import type { Mode } from "./proxy";
import { NAMES, type Name } from "./subjects";
import { Patient, pause, type Seen } from "./trial";
import type { Ward } from "./ward";

/** What can happen to a connection to one server. */
export function oneServer(ward: Ward): void {
  for (const name of NAMES) {
    describe(name, () => {
      it("refused", async () => {
        const proxy = await ward.through(name);
        await proxy.stop();
        await ward.trial(
          "refused",
          ward.subjects.at(name, proxy.port),
          ["refused"],
          async () => void (await proxy.start()),
        );
      });

      it("a name that nobody knows", async () => {
        const place = "no-such-host.invalid";
        const values: Record<Name, Values> = {
          redis: { url: `redis://${place}:6379` },
          kafka: { brokers: [`${place}:9092`] },
          hdfs: { url: `http://${place}:9870` },
        };
        await ward.trial("unresolvable", { ...ward.subjects.at(name, 1), values: values[name] }, ["unresolvable"]);
      });

      const spoilt: readonly (readonly [Mode, readonly Seen["code"][]])[] = [
        ["mute", ["timeout"]],
        ["drip", ["timeout"]],
        ["cut", ["closed"]],
        ["garbage", ["protocol"]],
      ];
      for (const [mode, codes] of spoilt) {
        it(`${mode}: from the beginning`, async () => {
          const proxy = await ward.through(name);
          proxy.set(mode);
          await ward.trial(WORDS[mode], ward.subjects.at(name, proxy.port), codes, () => proxy.set("pass"));
        });
      }

      const midway: readonly (readonly [Mode, readonly Seen["code"][]])[] = [
        ["mute", ["timeout"]],
        ["drip", ["timeout"]],
        ["cut", ["closed"]],
        ["garbage", ["protocol"]],
      ];
      for (const [mode, codes] of midway) {
        it(`${mode}: in an open session`, async () => {
          const proxy = await ward.through(name);
          await ward.trial(
            `${WORDS[mode]}, in an open session`,
            ward.subjects.at(name, proxy.port),
            codes,
            () => proxy.set("pass"),
            () => proxy.spoil(mode),
          );
        });
      }

      it("another protocol on the port", async () => {
        const other = { redis: "hdfs", kafka: "redis", hdfs: "redis" } as const;
        // Redis takes what Kafka says for the beginning of a long command.
        const code = { redis: "protocol", kafka: "timeout", hdfs: "closed" } as const;
        const seen = await ward.trial("wrong protocol", ward.subjects.at(name, ward.subjects.portOf(other[name])), [
          code[name],
        ]);
        if (name === "hdfs") assert.match(seen.words, /without an answer.*Check the port in “url”/);
      });

      it("TLS to a plain port", async () => {
        // Redis waits for the end of what it takes for a command.
        const code = name === "redis" ? "timeout" : "tls";
        const seen = await ward.trial("TLS to plain", ward.subjects.at(name, ward.subjects.portOf(name), {}), [code]);
        assert.match(seen.words, WITHOUT_TLS[name]);
      });

      it("plain to a TLS port", async () => {
        const proxy = await ward.through(name, {
          cert: ward.right.read("localhost.crt"),
          key: ward.right.read("localhost.key"),
        });
        const seen = await ward.trial("plain to TLS", ward.subjects.at(name, proxy.port), ["closed"]);
        assert.match(seen.words, WITH_TLS[name]);
      });

      it("a certificate of another authority, and then the right one", async () => {
        const proxy = await ward.through(name, {
          cert: ward.right.read("localhost.crt"),
          key: ward.right.read("localhost.key"),
        });
        await ward.trial("wrong CA", ward.subjects.at(name, proxy.port, { ca: ward.wrong.file("ca.crt") }), ["tls"]);
        const good = new Patient(ward.subjects.at(name, proxy.port, { ca: ward.right.file("ca.crt") }));
        await good.look();
        await good.end();
      });

      it("a certificate of another name", async () => {
        const proxy = await ward.through(name, {
          cert: ward.right.read("elsewhere.crt"),
          key: ward.right.read("elsewhere.key"),
        });
        const subject = ward.subjects.at(name, proxy.port, { ca: ward.right.file("ca.crt") });
        const seen = await ward.trial("a certificate of another name", subject, ["tls"]);
        assert.match(seen.words, /Use a name of the certificate as the host/);
      });

      it("a certificate that has expired", async () => {
        const proxy = await ward.through(name, {
          cert: ward.right.read("expired.crt"),
          key: ward.right.read("expired.key"),
        });
        await ward.trial("expired certificate", ward.subjects.at(name, proxy.port, { ca: ward.right.file("ca.crt") }), [
          "tls",
        ]);
      });

      it("a wrong secret", async () => {
        const subject = ward.subjects.withSecret(name, "wrong-secret-word");
        // HDFS without Kerberos has no secret: it takes everybody at their word, and looks at no token.
        await ward.trial("wrong password", subject, [name === "hdfs" ? "shown" : "authentication"]);
      });

      it("too few rights", async () => {
        await ward.trial("too few rights", ward.subjects.withoutRights(name), ["denied"]);
      });

      it("frozen, and continued", async () => {
        const victim = ward.servers[name];
        const go = () => victim.signal("SIGCONT");
        await ward
          .trial("frozen", ward.subjects.at(name, ward.subjects.portOf(name)), ["timeout"], go, () =>
            victim.signal("SIGSTOP"),
          )
          .finally(go);
      });

      it("killed, and started again", async () => {
        const victim = ward.servers[name];
        await ward.trial(
          "killed",
          ward.subjects.at(name, ward.subjects.portOf(name)),
          ["refused"],
          () => victim.start(),
          async () => {
            victim.signal("SIGKILL");
            await pause(300);
          },
        );
      });
    });
  }
}

/** The way out that the words name. */
const WITHOUT_TLS: Readonly<Record<Name, RegExp>> = {
  redis: /the URL begins with redis:\/\//,
  kafka: /remove "ssl": true/,
  hdfs: /wrong version number\. If this port does not speak TLS, “url” begins with http:\/\//,
};
const WITH_TLS: Readonly<Record<Name, RegExp>> = {
  redis: /for TLS the URL begins with rediss:\/\//,
  kafka: /“sasl” and “ssl”/,
  hdfs: /whether it begins with http:\/\/ or https:\/\//,
};

const WORDS: Readonly<Record<Mode, string>> = {
  pass: "",
  mute: "mute",
  drip: "one byte a second",
  cut: "cut in mid-reply",
  garbage: "garbage",
};
