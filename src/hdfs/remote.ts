import type { IncomingHttpHeaders } from "node:http";
import { Failure, type FailureCode, isFailure } from "../core/failure";
import { type Text, text, verbatim } from "../core/text";
import { nameOf, protocolFailure, type ServerName, words } from "./failures";
import { own, parseJson, string } from "./json";

/** What a Hadoop server threw, as it says it in JSON. */
export class RemoteException extends Error {
  constructor(
    /** without the package: `AccessControlException` */
    readonly exception: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
    this.name = "RemoteException";
  }
}

/** What the server threw, where that is the cause of a failure. */
export function remoteException(error: unknown): RemoteException | undefined {
  return isFailure(error) && error.cause instanceof RemoteException ? error.cause : undefined;
}

export const isStandby = (error: unknown): boolean => remoteException(error)?.exception === "StandbyException";

/** The server does not know this operation: an older release, or a gateway that leaves it out. */
export function isUnknownOperation(error: unknown, operation: string): boolean {
  const remote = remoteException(error);
  return remote !== undefined && (remote.status === 400 || remote.status === 501) && remote.message.includes(operation);
}

export interface BadAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The failure that an answer other than 200 stands for. `path` as a person writes it. */
export function statusFailure(answer: BadAnswer, server: ServerName, path: string): Failure {
  const remote = parseRemote(answer);
  if (remote) return exceptionFailure(remote, server, path);
  const { status, headers } = answer;
  const name = nameOf(server);
  const said = verbatim(`HTTP ${status}`);
  if (status === 401) return authenticationFailure(headers, server);
  if (status === 403) return new Failure({ code: "denied", what: text("{0} does not allow this.", name), why: said });
  if (status === 404)
    return new Failure({
      code: "protocol",
      what: text("{0} has no WebHDFS there.", name),
      why: said,
      fix: text("Check “url”: a gateway needs its path, and a NameNode needs dfs.webhdfs.enabled."),
    });
  if (status >= 300 && status < 400) return portalFailure(headers, server);
  if (status === 502 || status === 503 || status === 504)
    return new Failure({
      code: "unavailable",
      what: text("{0} is not available at the moment.", name),
      why: said,
      fix: text("Wait until it has started, or check the server itself."),
    });
  return protocolFailure(server, said);
}

function parseRemote({ status, body }: BadAnswer): RemoteException | undefined {
  let json: unknown;
  try {
    json = own(parseJson(body), "RemoteException");
  } catch {
    return undefined;
  }
  const exception = string(own(json, "exception"));
  return exception ? new RemoteException(exception, string(own(json, "message")) ?? "", status) : undefined;
}

interface Meaning {
  readonly code: FailureCode;
  readonly what: Text;
  readonly fix?: Text;
}

function exceptionFailure(remote: RemoteException, server: ServerName, path: string): Failure {
  const why = words(remote.message ? `${remote.exception}: ${remote.message}` : remote.exception);
  return new Failure({ ...meaningOf(remote, nameOf(server), path), why, cause: remote });
}

function meaningOf({ exception, status }: RemoteException, name: Text, path: string): Meaning {
  switch (exception) {
    case "FileNotFoundException":
      return { code: "notFound", what: text("{0} is not there.", path) };
    case "AccessControlException":
      return {
        code: "denied",
        what: text("You may not look at {0}.", path),
        fix: text("Ask its owner for the permission, or set “user” in the connection to somebody who has it."),
      };
    case "StandbyException":
      return {
        code: "unavailable",
        what: text("{0} is a standby NameNode and answers no questions.", name),
        fix: text("Add the URL of the other NameNode to “standby” in the connection."),
      };
    case "SafeModeException":
    case "RetriableException":
    case "ServerNotLeaderException":
      return {
        code: "unavailable",
        what: text("{0} is starting or in safe mode.", name),
        fix: text("Wait until it is ready; “hdfs dfsadmin -safemode get” tells."),
      };
    case "InvalidToken":
    case "SecurityException":
    case "AuthenticationException":
      return { code: "authentication", what: text("{0} did not accept your identity.", name), fix: tokenFix() };
    case "IllegalArgumentException":
    case "UnsupportedOperationException":
    case "QueryParamException":
      return { code: "unsupported", what: text("{0} cannot do this.", name) };
    default:
      return status === 401
        ? { code: "authentication", what: text("{0} did not accept your identity.", name), fix: tokenFix() }
        : { code: "unknown", what: text("{0} reported an error for {1}.", name, path) };
  }
}

function authenticationFailure(headers: IncomingHttpHeaders, server: ServerName): Failure {
  const asked = headers["www-authenticate"] ?? "";
  const what = text("{0} requires authentication.", nameOf(server));
  if (/^negotiate/i.test(asked))
    return new Failure({
      code: "authentication",
      what,
      why: text("It asks for Kerberos, which cannot be used from here directly."),
      fix: tokenFix(),
    });
  return new Failure({ code: "authentication", what, why: words(`HTTP 401 ${asked}`.trim()), fix: tokenFix() });
}

const tokenFix = (): Text =>
  text(
    "Enter a fresh delegation token for the connection (“hdfs fetchdt --print”, or GETDELEGATIONTOKEN after kinit).",
  );

/** A gateway that sends a stranger to its page for signing in. */
function portalFailure(headers: IncomingHttpHeaders, server: ServerName): Failure {
  const target = (headers.location ?? "").split("?", 1)[0] ?? "";
  return new Failure({
    code: "authentication",
    what: text("{0} redirects this request to another page.", nameOf(server)),
    why: words(target),
    fix: text("It may be a gateway's page for signing in: use a URL that programs may use, or a delegation token."),
  });
}
