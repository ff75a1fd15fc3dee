import assert from "node:assert/strict";
import { child, root } from "../../src/core/address";
import type { Session, Values } from "../../src/core/contract";
import { hdfs } from "../../src/hdfs/system";
import { kafka } from "../../src/kafka/system";
import { redis } from "../../src/redis/system";
import { Authority } from "../servers/certificates";
import { freePort } from "../servers/process";
import { ABSURD, bombAt, produceBomb } from "./absurd";
import { Neighbour } from "./neighbour";
import { FaultProxy, type Mode } from "./proxy";
import { Report } from "./report";
import { type FaultServers, PASSWORD, startFaultServers } from "./servers";
import { Patient, pause, type Seen, type Subject } from "./trial";

type Name = "redis" | "kafka" | "hdfs";
const NAMES: readonly Name[] = ["redis", "kafka", "hdfs"];

describe("faults", function () {
  this.timeout(120_000);
  const report = new Report();
  const strays: unknown[] = [];
  const stray = (error: unknown) => void strays.push(error);
  const right = new Authority();
  const wrong = new Authority();
  const proxies: FaultProxy[] = [];
  let servers: FaultServers;
  let neighbour: Neighbour;

  before(async function () {
    this.timeout(180_000);
    servers = await startFaultServers();
    // Making it keeps this process busy, so the neighbour begins after it.
    await produceBomb(servers.kafka.tools);
    right.sign("localhost");
    right.sign("expired", { days: -1 });
    process.on("uncaughtException", stray);
    process.on("unhandledRejection", stray);
    neighbour = new Neighbour({ system: redis, values: { url: `redis://127.0.0.1:${servers.neighbour.port}` } });
  });

  after(async function () {
    this.timeout(60_000);
    await neighbour?.end();
    process.off("uncaughtException", stray);
    process.off("unhandledRejection", stray);
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await servers?.stop();
    right.remove();
    wrong.remove();
    report.print();
  });

  const portOf = (name: Name): number => servers[name].port;

  /** A connection to a server through `port` of this machine. */
  function subjectAt(name: Name, port: number, tls: { readonly ca?: string } | undefined = undefined): Subject {
    const ca: Values = tls?.ca ? { ca: tls.ca } : {};
    // A certificate is for a name, and a plain port is reached without one.
    const host = tls ? "localhost" : "127.0.0.1";
    switch (name) {
      case "redis":
        return { system: redis, values: { url: `redis${tls ? "s" : ""}://${host}:${port}`, ...ca } };
      case "kafka": {
        const direct = port === portOf("kafka");
        const hostMap: Record<string, string> = direct ? {} : { [`localhost:${portOf("kafka")}`]: `${host}:${port}` };
        return {
          system: kafka,
          values: { brokers: [`${host}:${port}`], hostMap, ...(tls ? { ssl: true } : {}), ...ca },
        };
      }
      case "hdfs":
        return { system: hdfs, values: { url: `http${tls ? "s" : ""}://${host}:${port}`, ...ca } };
    }
  }

  const through = async (
    name: Name,
    ...rest: ConstructorParameters<typeof FaultProxy> extends [number, ...infer R] ? R : never
  ) => {
    const proxy = await new FaultProxy(portOf(name), ...rest).start();
    proxies.push(proxy);
    return proxy;
  };

  /** Suffers the fault, heals it if it can be healed, and waits for recovery without any help. */
  async function trial(
    fault: string,
    subject: Subject,
    codes: readonly Seen["code"][],
    heal?: () => Promise<void> | void,
    spoil?: () => Promise<void> | void,
  ): Promise<Seen> {
    const patient = new Patient(subject);
    await neighbour.assertUnharmed();
    try {
      if (spoil) {
        await patient.look();
        await spoil();
      }
      let seen = await patient.suffer();
      if (heal) {
        await heal();
        seen = { ...seen, recovered: await patient.recover() };
      }
      report.add(fault, subject.system.title, seen, await neighbour.assertUnharmed());
      assert.ok(codes.includes(seen.code), `${seen.code}: ${seen.words}`);
      return seen;
    } finally {
      await patient.end();
      await pause(20);
      assert.deepEqual(strays.splice(0), []);
    }
  }

  for (const name of NAMES) {
    describe(name, () => {
      it("refused", async () => {
        const proxy = await through(name);
        await proxy.stop();
        await trial("refused", subjectAt(name, proxy.port), ["refused"], async () => void (await proxy.start()));
      });

      it("a name that nobody knows", async () => {
        const place = "no-such-host.invalid";
        const values: Record<Name, Values> = {
          redis: { url: `redis://${place}:6379` },
          kafka: { brokers: [`${place}:9092`] },
          hdfs: { url: `http://${place}:9870` },
        };
        await trial("unresolvable", { ...subjectAt(name, 1), values: values[name] }, ["unresolvable"]);
      });

      const spoilt: readonly (readonly [Mode, readonly Seen["code"][]])[] = [
        ["mute", ["timeout"]],
        ["drip", ["timeout"]],
        ["cut", ["closed", "protocol"]],
        ["garbage", ["protocol", "tooLarge"]],
      ];
      for (const [mode, codes] of spoilt) {
        it(`${mode}: from the beginning`, async () => {
          const proxy = await through(name);
          proxy.set(mode);
          await trial(WORDS[mode], subjectAt(name, proxy.port), codes, () => proxy.set("pass"));
        });
      }

      it("another protocol on the port", async () => {
        const other = { redis: "hdfs", kafka: "redis", hdfs: "redis" } as const;
        await trial("wrong protocol", subjectAt(name, portOf(other[name])), ["protocol", "closed", "timeout"]);
      });

      it("TLS to a plain port", async () => {
        await trial("TLS to plain", subjectAt(name, portOf(name), {}), ["tls", "timeout", "protocol", "closed"]);
      });

      it("plain to a TLS port", async () => {
        const proxy = await through(name, { cert: right.read("localhost.crt"), key: right.read("localhost.key") });
        await trial("plain to TLS", subjectAt(name, proxy.port), ["tls", "protocol", "closed", "timeout"]);
      });

      it("a certificate of another authority, and then the right one", async () => {
        const proxy = await through(name, { cert: right.read("localhost.crt"), key: right.read("localhost.key") });
        await trial("wrong CA", subjectAt(name, proxy.port, { ca: wrong.file("ca.crt") }), ["tls"]);
        const good = new Patient(subjectAt(name, proxy.port, { ca: right.file("ca.crt") }));
        await good.look();
        await good.end();
      });

      it("a certificate that has expired", async () => {
        const proxy = await through(name, { cert: right.read("expired.crt"), key: right.read("expired.key") });
        await trial("expired certificate", subjectAt(name, proxy.port, { ca: right.file("ca.crt") }), ["tls"]);
      });

      it("a wrong secret", async () => {
        const subject = withSecret(name, "wrong-secret-word");
        // HDFS without Kerberos has no secret: it takes everybody at their word, and looks at no token.
        await trial("wrong password", subject, [name === "hdfs" ? "shown" : "authentication"]);
      });

      it("too few rights", async () => {
        await trial("too few rights", withoutRights(name), ["denied", "shown"]);
      });

      it("frozen, and continued", async () => {
        const victim = servers[name];
        const go = () => victim.signal("SIGCONT");
        await trial("frozen", subjectAt(name, portOf(name)), ["timeout"], go, () => victim.signal("SIGSTOP")).finally(
          go,
        );
      });

      it("killed, and started again", async () => {
        const victim = servers[name];
        await trial(
          "killed",
          subjectAt(name, portOf(name)),
          ["refused", "closed"],
          () => victim.start(),
          async () => {
            victim.signal("SIGKILL");
            await pause(300);
          },
        );
      });
    });
  }

  describe("one of several is dead", () => {
    it("Redis Cluster", async () => {
      const [first, , last] = servers.redisCluster;
      assert.ok(first && last);
      const look = (session: Session, signal: AbortSignal) =>
        session.children(child(root("p", "redis"), "0"), { limit: 100, refresh: true }, signal);
      const subject = { system: redis, values: { url: `redis://127.0.0.1:${first.port}` }, look };
      const seen = await trial(
        "one of 3 dead",
        subject,
        ["shown", "refused", "unavailable"],
        () => last.start(),
        () => last.end(),
      );
      assert.match(seen.words, /keys are missing: 1\.|127\.0\.0\.1:\d+ refused/);
    });

    it("Kafka", async () => {
      const { brokers, second } = servers.twoBrokers;
      const look = (session: Session, signal: AbortSignal) =>
        session.children(child(root("p", "kafka"), "topics", "split"), { limit: 100, refresh: true }, signal);
      const subject = { system: kafka, values: { brokers: [...brokers] }, look };
      await trial("one of 2 dead", subject, ["shown"], undefined, () => second.signal("SIGKILL"));
    });

    it("HDFS: the first of two NameNodes", async () => {
      const values = { url: `http://127.0.0.1:${await freePort()}`, standby: [`http://127.0.0.1:${portOf("hdfs")}`] };
      await trial("one of 2 dead", { system: hdfs, values }, ["shown"]);
    });
  });

  describe("an answer of absurd size", () => {
    for (const { fault, make } of ABSURD) {
      it(fault, async () => {
        const { subject, end } = await make();
        try {
          await trial(fault, subject, ["tooLarge", "protocol", "timeout", "closed"]);
        } finally {
          await end();
        }
      });
    }

    it("Kafka: a record of 200 MB in a batch of 200 KB", async () => {
      const subject = { ...subjectAt("kafka", portOf("kafka")), look: bombAt("bomb") };
      await trial("decompression bomb", subject, ["shown", "tooLarge", "protocol", "timeout"]);
    });
  });

  function withSecret(name: Name, secret: string): Subject {
    const secrets = { password: secret, token: secret };
    switch (name) {
      case "redis":
        return { ...withValues("redis", { user: "named" }), secrets };
      case "kafka":
        return {
          system: kafka,
          values: { brokers: [`localhost:${servers.kafka.sasl}`], sasl: "plain", user: "poor" },
          secrets,
        };
      case "hdfs":
        return { ...subjectAt("hdfs", portOf("hdfs")), secrets };
    }
  }

  const withValues = (name: Name, values: Values): Subject => {
    const subject = subjectAt(name, portOf(name));
    return { ...subject, values: { ...subject.values, ...values } };
  };

  function withoutRights(name: Name): Subject {
    const secrets = { password: PASSWORD };
    switch (name) {
      case "redis": {
        const look = (session: Session, signal: AbortSignal) =>
          session.children(child(root("p", "redis"), "0"), { limit: 10 }, signal);
        return { ...withValues("redis", { user: "poor" }), secrets, look };
      }
      case "kafka": {
        const look = (session: Session, signal: AbortSignal) =>
          session.children(child(root("p", "kafka"), "topics", "plain"), { limit: 10 }, signal);
        return { ...withSecret("kafka", PASSWORD), look };
      }
      case "hdfs": {
        const look = (session: Session, signal: AbortSignal) =>
          session.children(child(root("p", "hdfs"), "closed"), { limit: 10 }, signal);
        return { ...withValues("hdfs", { user: "nobody" }), look };
      }
    }
  }
});

const WORDS: Readonly<Record<Mode, string>> = {
  pass: "",
  mute: "mute",
  drip: "one byte a second",
  cut: "cut in mid-reply",
  garbage: "garbage",
};
