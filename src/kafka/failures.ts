import { clip, shown } from "../core/bytes";
import { Failure, type FailureCode, isFailure } from "../core/failure";
import { size, type Text, text, type Verbatim, verbatim } from "../core/text";
import { isOtherName, tlsWords } from "../core/tls-words";
import { MalformedError } from "./protocol/values";
import { FrameError, LoginError, SocketClosedError } from "./transport/errors";

/** Which broker a failure speaks of. */
export interface BrokerName {
  /** `host:port` as it was dialled */
  readonly address: string;
  /** what the cluster itself says of it: absent for an address of the profile */
  readonly announced?: { readonly id: number; readonly address: string };
}

export const nameOf = ({ address, announced }: BrokerName): Text =>
  announced ? text("Kafka's broker {0} at {1}", announced.id, address) : text("Kafka at {0}", address);

/** How far a connection had come: `secured` the TLS handshake, `established` versions and login, `answered` a request. */
export type Stage = "connecting" | "secured" | "established" | "answered";

export interface Circumstances {
  readonly stage: Stage;
  readonly ssl: boolean;
  readonly sasl: boolean;
}

/** Says what an error of the network, of TLS, of the login or of the transport means. */
export function connectionFailure(cause: unknown, broker: BrokerName, at: Circumstances): Failure {
  if (isFailure(cause)) return cause;
  const name = nameOf(broker);
  if (cause instanceof FrameError) return frameFailure(cause, name, at);
  if (cause instanceof SocketClosedError) return closedFailure(cause, name, at);
  if (cause instanceof MalformedError || cause instanceof RangeError) {
    return protocolFailure(name, words(cause.message), cause);
  }
  const code = codeOf(cause);
  const why = words(tlsWords(cause instanceof Error ? cause.message || code : String(cause)));
  if (cause instanceof LoginError || isLogin(cause)) return loginFailure(name, why, at, cause);
  return networkFailure(code, why, broker, cause);
}

function networkFailure(code: string, why: Verbatim, broker: BrokerName, cause: unknown): Failure {
  const name = nameOf(broker);
  const fail = (kind: FailureCode, what: Text, fix?: Text) => new Failure({ code: kind, what, why, fix, cause });
  const elsewhere = announcedFix(broker);
  if (code === "ECONNREFUSED") {
    const fix = elsewhere ?? text("Start it, or correct “brokers” in the profile.");
    return fail("refused", text("{0} refused the connection: nothing listens there.", name), fix);
  }
  if (/^(ENOTFOUND|EAI_AGAIN|EAI_FAIL|EAI_NODATA|EAI_NONAME)$/.test(code)) {
    const what = text("The host of {0} cannot be found from here.", name);
    const fix = elsewhere ?? text("Correct the host in “brokers”, or check the network and its DNS.");
    return fail("unresolvable", what, fix);
  }
  if (/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|ETIMEDOUT|EACCES|EPERM)$/.test(code)) {
    const fix = elsewhere ?? text("Check the network, the VPN or the firewall.");
    return fail("unreachable", text("{0} cannot be reached from here.", name), fix);
  }
  if (/^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO|HOSTNAME_)/.test(code)) {
    return tlsFailure(name, why, cause);
  }
  if (code === "ECONNRESET" || code === "EPIPE" || code === "ECONNABORTED") return closed(name, cause, why);
  return fail("unknown", text("The request to {0} failed.", name));
}

/** A cluster in a container or behind NAT announces names that mean something only inside it. */
function announcedFix({ address, announced }: BrokerName): Text | undefined {
  if (!announced) return undefined;
  const example = `"hostMap": { "${announced.address}": "localhost:9092" }`;
  return address === announced.address
    ? text("The cluster gives this address itself. If it is another one from here, name it: {0}.", example)
    : text("The profile's “hostMap” leads there for {0}: correct it.", announced.address);
}

function frameFailure(cause: FrameError, name: Text, at: Circumstances): Failure {
  const head = Buffer.from(cause.head);
  if ((at.stage === "established" || at.stage === "answered") && cause.length > 0) {
    return new Failure({
      code: "tooLarge",
      what: text("{0} began an answer of {1} and was stopped.", name, size(cause.length)),
      why: text("At most {0} are taken in one answer.", size(cause.largest)),
      fix: text("Check that “brokers” leads to Kafka, and that no proxy answers in its place."),
      cause,
    });
  }
  if (head[0] === 0x15 && head[1] === 3) {
    return new Failure({
      code: "tls",
      what: text("{0} speaks TLS.", name),
      fix: text("Set {0} in the profile.", '"ssl": true'),
      cause,
    });
  }
  if (head.toString("latin1").startsWith("HTTP/")) {
    return new Failure({
      code: "protocol",
      what: text("What answers is a web server and not Kafka: {0}.", name),
      fix: text("Correct the port in “brokers”: brokers mostly listen at 9092 or 9093."),
      cause,
    });
  }
  return protocolFailure(name, words(cause.message), cause);
}

function closedFailure(cause: SocketClosedError, name: Text, at: Circumstances): Failure {
  if (at.ssl && !cause.established) {
    return tlsFailure(name, words("closed in the middle of the TLS handshake"), cause);
  }
  if (at.stage === "answered") return closed(name, cause);
  return new Failure({
    code: "closed",
    what: text("{0} closed the connection without an answer.", name),
    fix: at.sasl
      ? text("Check the user, and whether this port takes a login.")
      : text("This port may want a login or TLS: see “sasl” and “ssl” in the profile. Or it is not Kafka's."),
    cause,
  });
}

const closed = (name: Text, cause: unknown, why?: Text): Failure =>
  new Failure({
    code: "closed",
    what: text("{0} closed the connection.", name),
    why,
    fix: text("Refresh to connect again; if it happens again, look into the broker's log."),
    cause,
  });

function tlsFailure(name: Text, why: Verbatim, cause: unknown): Failure {
  const plain = /wrong version number|packet length too long|handshake|before secure TLS/i.test(why.verbatim);
  return new Failure({
    code: "tls",
    what: text("No secure connection to {0} could be made.", name),
    why,
    fix: /expired|not yet valid/i.test(why.verbatim)
      ? text("Its certificate is not valid at this time: its owner has to renew it, or this machine's clock is wrong.")
      : plain
        ? text("If this port does not speak TLS, remove {0}; if it asks for a certificate, name yours.", '"ssl": true')
        : isOtherName(why.verbatim)
          ? text("Use a name of the certificate as the host.")
          : text("Name its certificate authority in the field “ca”, and your own certificate where it asks for one."),
    cause,
  });
}

function loginFailure(name: Text, why: Verbatim, at: Circumstances, cause: unknown): Failure {
  return new Failure({
    code: "authentication",
    what: at.sasl ? text("{0} did not accept the login.", name) : text("{0} asks for a login.", name),
    why,
    fix: text("Correct “sasl” and “user” in the profile, or enter the secret anew with “Edit Profile”."),
    cause,
  });
}

/** The answer is not what Kafka answers. */
export function protocolFailure(name: Text, why: Text, cause?: unknown): Failure {
  return new Failure({
    code: "protocol",
    what: text("{0} gave an answer that is not of Kafka's protocol.", name),
    why,
    fix: text("Check that “brokers” leads to Kafka, and that no proxy answers in its place."),
    cause,
  });
}

/** One line of a server's words. */
export const words = (message: string): Verbatim => verbatim(clip(shown(message.split(/\r?\n/, 1)[0] ?? ""), 400));

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** kafkajs names its errors so, and those of the protocol by their type. */
function isLogin(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const type = "type" in error ? String(error.type) : "";
  return /SASL/.test(error.name) || /SASL|AUTHENTICATION/.test(type);
}
