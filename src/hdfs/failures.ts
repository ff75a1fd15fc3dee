import { clip, shown } from "../core/bytes";
import { Failure, type FailureCode, isFailure } from "../core/failure";
import { type Text, text, type Verbatim, verbatim } from "../core/text";
import { isOtherName, tlsWords } from "../core/tls-words";

/** Which of the cluster's servers a failure speaks of. */
export interface ServerName {
  /** `host:port` */
  readonly host: string;
  readonly role: "NameNode" | "DataNode";
  /** true: bytes are sent to it */
  readonly writes?: boolean;
  /** true: it has answered before, so that the address is right */
  readonly known?: boolean;
}

export const nameOf = ({ host, role }: ServerName): Text =>
  role === "NameNode" ? text("HDFS at {0}", host) : text("The DataNode {0}", host);

/** What can go wrong before there is an HTTP answer: an error of Node's network, DNS, TLS or HTTP parser. */
export function networkFailure(cause: unknown, server: ServerName): Failure {
  if (isFailure(cause)) return cause;
  const { host } = server;
  const named = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  const why = verbatim(cause instanceof Error ? shown(tlsWords(cause.message)) || named : shown(String(cause)));
  const kind = kindOf(named, cause);
  if (server.role === "DataNode") return dataNodeFailure(server, kind, why, cause);
  if (kind === "closed" && !isCutOff(cause)) return hungUp(server, why, cause);
  if (kind === "tls") return tlsFailure(host, why, named, cause);
  return new Failure({ code: kind, what: nameNodeSentence(kind, host), why, fix: nameNodeFix(kind), cause });
}

function kindOf(code: string, cause: unknown): FailureCode {
  if (code === "ECONNREFUSED") return "refused";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_FAIL") return "unresolvable";
  if (/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/.test(code))
    return "unreachable";
  if (/^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|ERR_OSSL|HOSTNAME_MISMATCH)/.test(code))
    return "tls";
  if (/^HPE_/.test(code)) return "protocol";
  if (/^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/.test(code)) return "closed";
  return cause instanceof Error && /socket hang up|aborted/.test(cause.message) ? "closed" : "unknown";
}

/** Node's word for an answer that had begun. */
const isCutOff = (cause: unknown): boolean => cause instanceof Error && cause.message === "aborted";

function hungUp({ host, known }: ServerName, why: Verbatim, cause: unknown): Failure {
  return new Failure({
    code: "closed",
    what: text("HDFS at {0} closed the connection without an answer.", host),
    why,
    fix: known
      ? nameNodeFix("closed")
      : text("Check the port in “url”, and whether it begins with http:// or https://."),
    cause,
  });
}

function tlsFailure(host: string, why: Verbatim, code: string, cause: unknown): Failure {
  const what = text("No secure connection to HDFS at {0}.", host);
  return new Failure({ code: "tls", what, why, fix: tlsFix(code, why.verbatim), cause });
}

function tlsFix(code: string, why: string): Text {
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return text(
      "Its certificate is not valid at this time: its owner has to renew it, or this machine's clock is wrong.",
    );
  }
  if (isOtherName(why)) return text("Use a name of the certificate as the host.");
  if (/wrong version number|packet length too long|before secure TLS/i.test(why)) {
    return text("If this port does not speak TLS, “url” begins with {0}.", "http://");
  }
  return text("If the authority that signed its certificate is your own, name its PEM file in “ca”.");
}

function nameNodeSentence(kind: FailureCode, host: string): Text {
  switch (kind) {
    case "refused":
      return text("HDFS at {0} refused the connection.", host);
    case "unresolvable":
      return text("The host of HDFS at {0} cannot be found.", host);
    case "unreachable":
      return text("HDFS at {0} cannot be reached from here.", host);
    case "protocol":
      return text("What listens at {0} does not speak HTTP.", host);
    case "closed":
      return text("HDFS at {0} closed the connection in the middle of an answer.", host);
    default:
      return text("The request to HDFS at {0} failed.", host);
  }
}

function nameNodeFix(kind: FailureCode): Text | undefined {
  switch (kind) {
    case "refused":
      return text(
        "Start it, or correct “url”: it is the web address of the NameNode (port 9870 or 9871), not its RPC port.",
      );
    case "unresolvable":
      return text("Correct the host in “url”, or make its name known on this machine.");
    case "protocol":
      return text("Check the port in “url”, and whether it begins with http:// or https://.");
    case "closed":
      return text("Refresh to connect again; if it happens again, look into the server's log.");
    default:
      return undefined;
  }
}

/**
 * The commonest of all faults: the NameNode names a host that means nothing outside the cluster. The connection itself
 * is well, so the code is always "unavailable".
 */
function dataNodeFailure(server: ServerName, kind: FailureCode, why: Verbatim, cause: unknown): Failure {
  const { host } = server;
  const sample = `"hostMap": { "${host}": "localhost:9864" }`;
  const elsewhere = kind === "unresolvable" || kind === "refused" || kind === "unreachable";
  return new Failure({
    code: "unavailable",
    what: server.writes ? writingSentence(kind, host) : dataNodeSentence(kind, host),
    why,
    fix: elsewhere
      ? text("Say in the connection where it is reached from here, for example {0}.", sample)
      : text("Check the health of that DataNode."),
    cause,
  });
}

function dataNodeSentence(kind: FailureCode, host: string): Text {
  switch (kind) {
    case "unresolvable":
      return text("HDFS keeps these bytes on the DataNode {0}, and that host cannot be found from here.", host);
    case "refused":
      return text("HDFS keeps these bytes on the DataNode {0}, which refused the connection.", host);
    default:
      return text("HDFS keeps these bytes on the DataNode {0}, and reading from it failed.", host);
  }
}

function writingSentence(kind: FailureCode, host: string): Text {
  switch (kind) {
    case "unresolvable":
      return text("HDFS wants these bytes on the DataNode {0}, and that host cannot be found from here.", host);
    case "refused":
      return text("HDFS wants these bytes on the DataNode {0}, which refused the connection.", host);
    default:
      return text("HDFS wants these bytes on the DataNode {0}, and sending to it failed.", host);
  }
}

/** The answer is not what WebHDFS answers. `why` may be a piece of it. */
export function protocolFailure(server: ServerName, why: Text): Failure {
  return new Failure({
    code: "protocol",
    what: text("{0} gave an answer that is not of WebHDFS.", nameOf(server)),
    why,
    fix: elsewhereFix(),
  });
}

const elsewhereFix = (): Text =>
  text("Check that “url” leads to a NameNode, HttpFS or Knox, and that no portal or proxy answers in its place.");

export function tooLarge(server: ServerName, bytes: Text): Failure {
  return new Failure({
    code: "tooLarge",
    what: text("{0} sent more than {1} and was stopped.", nameOf(server), bytes),
    fix: elsewhereFix(),
  });
}

/** One line of a server's words. */
export const words = (message: string): Verbatim => verbatim(clip(shown(message.split(/\r?\n/, 1)[0] ?? ""), 400));
