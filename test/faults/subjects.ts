import { child, root } from "../../src/core/address";
import type { Session, Values } from "../../src/core/contract";
import { hdfs } from "../../src/hdfs/system";
import { kafka } from "../../src/kafka/system";
import { redis } from "../../src/redis/system";
import { type FaultServers, PASSWORD } from "./servers";
import type { Subject } from "./trial";

export type Name = "redis" | "kafka" | "hdfs";
export const NAMES: readonly Name[] = ["redis", "kafka", "hdfs"];

/** Connections to the servers of the matrix, good and bad. */
export class Subjects {
  constructor(private readonly servers: FaultServers) {}

  portOf(name: Name): number {
    return this.servers[name].port;
  }

  /** A connection to a server through `port` of this machine. */
  at(name: Name, port: number, tls: { readonly ca?: string } | undefined = undefined): Subject {
    const ca: Values = tls?.ca ? { ca: tls.ca } : {};
    // A certificate is for a name, and a plain port is reached without one.
    const host = tls ? "localhost" : "127.0.0.1";
    switch (name) {
      case "redis":
        return { system: redis, values: { url: `redis${tls ? "s" : ""}://${host}:${port}`, ...ca } };
      case "kafka": {
        const direct = port === this.portOf("kafka");
        const hostMap: Record<string, string> = direct
          ? {}
          : { [`localhost:${this.portOf("kafka")}`]: `${host}:${port}` };
        return {
          system: kafka,
          values: { brokers: [`${host}:${port}`], hostMap, ...(tls ? { ssl: true } : {}), ...ca },
        };
      }
      case "hdfs":
        return { system: hdfs, values: { url: `http${tls ? "s" : ""}://${host}:${port}`, ...ca } };
    }
  }

  /** Says who it is. HDFS without Kerberos takes everybody at their word. */
  withSecret(name: Name, secret: string): Subject {
    const secrets = { password: secret, token: secret };
    switch (name) {
      case "redis":
        return { ...this.withValues("redis", { user: "named" }), secrets };
      case "kafka":
        return {
          system: kafka,
          values: { brokers: [`localhost:${this.servers.kafka.sasl}`], sasl: "plain", user: "poor" },
          secrets,
        };
      case "hdfs":
        return { ...this.at("hdfs", this.portOf("hdfs")), secrets };
    }
  }

  private withValues(name: Name, values: Values): Subject {
    const subject = this.at(name, this.portOf(name));
    return { ...subject, values: { ...subject.values, ...values } };
  }

  /** A user who may log in, and hardly more. */
  withoutRights(name: Name): Subject {
    const secrets = { password: PASSWORD };
    switch (name) {
      case "redis": {
        const look = (session: Session, signal: AbortSignal) =>
          session.children(child(root("p", "redis"), "0"), { limit: 10 }, signal);
        return { ...this.withValues("redis", { user: "poor" }), secrets, look };
      }
      case "kafka": {
        const look = (session: Session, signal: AbortSignal) =>
          session.children(child(root("p", "kafka"), "topics", "plain"), { limit: 10 }, signal);
        return { ...this.withSecret("kafka", PASSWORD), look };
      }
      case "hdfs": {
        const look = (session: Session, signal: AbortSignal) =>
          session.children(child(root("p", "hdfs"), "closed"), { limit: 10 }, signal);
        return { ...this.withValues("hdfs", { user: "nobody" }), look };
      }
    }
  }
}
