import { clip, shown } from "../core/bytes";
import { Failure, type FailureCode, isFailure } from "../core/failure";
import { type Message, type Text, text, verbatim } from "../core/text";
import { isOtherName, tlsWords } from "../core/tls-words";

/** Says what an error of the client library, of a socket or of the server means. `server`: "Redis at localhost:6379". */
export function failureOf(error: unknown, server: Message): Failure {
  if (isFailure(error)) return error;
  const words = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === "ReplyError") return replyFailure(words, server);
  return socketFailure(codeOf(error), words, server);
}

interface Meaning {
  readonly code: FailureCode;
  readonly what: Text;
  readonly fix?: Text;
}

/** The client library's error holds the command with its password: only the words of the server go on from here. */
function replyFailure(words: string, server: Message): Failure {
  const meaning = meaningOf(words, server) ?? { code: "unknown", what: text("{0} refused a command.", server) };
  return new Failure({ ...meaning, why: verbatim(clip(shown(words), 300)) });
}

function meaningOf(said: string, server: Message): Meaning | undefined {
  const words = said.replace(/^EXECABORT Transaction discarded because of: /, "");
  if (/^WRONGPASS|invalid password|no password is set|wrong number of arguments for 'auth'/i.test(words)) {
    return {
      code: "authentication",
      what: text("{0} did not accept the user or the password.", server),
      fix: text("Correct the user in the profile, or enter the password anew with “Edit Profile”."),
    };
  }
  if (/^(NOAUTH|NEEDAUTH)/.test(words)) {
    return {
      code: "authentication",
      what: text("{0} asks for a password.", server),
      fix: text("Enter it with “Edit Profile”; where the server knows several users, name yours in the field “user”."),
    };
  }
  if (/^NOPERM/.test(words)) {
    return {
      code: "denied",
      what: text("{0} does not allow this to your user.", server),
      fix: text("Ask for this permission, or use another user in the profile."),
    };
  }
  if (/^DENIED/.test(words)) {
    return {
      code: "denied",
      what: text("{0} is in protected mode: it serves only programs on its own machine.", server),
      fix: text("Give the server a password, or reach it through a tunnel."),
    };
  }
  if (/^OOM/.test(words)) {
    return {
      code: "unavailable",
      what: text("{0} has no memory left for what is written.", server),
      fix: text("Free memory there, or allow it more with “maxmemory”."),
    };
  }
  if (/^READONLY/.test(words)) {
    return {
      code: "unavailable",
      what: text("{0} is a replica by now: nothing is changed there.", server),
      fix: text("Try again; if it happens again, name its master in the profile."),
    };
  }
  if (/^MISCONF/.test(words)) {
    return {
      code: "unavailable",
      what: text("{0} cannot save its data, and takes no changes meanwhile.", server),
      fix: text("Look into the server's log: its disk may be full."),
    };
  }
  if (/^NOREPLICAS/.test(words)) {
    return unavailable(text("{0} has too few replicas, and takes no changes meanwhile.", server));
  }
  if (/^LOADING/.test(words)) return unavailable(text("{0} is still loading its data.", server));
  if (/^BUSY/.test(words)) return unavailable(text("{0} is busy with a script.", server));
  if (/^(CLUSTERDOWN|MASTERDOWN|TRYAGAIN)/.test(words)) {
    return unavailable(text("{0} belongs to a cluster that is not whole at the moment.", server));
  }
  if (/max number of clients/i.test(words)) return unavailable(text("{0} has no connection left.", server));
  if (/^(MOVED|ASK) /.test(words)) {
    return {
      code: "unsupported",
      what: text("{0} is a node of a cluster, but does not tell it to your user.", server),
      fix: text("Allow INFO or HELLO, and CLUSTER SLOTS, to this user."),
    };
  }
  if (/^WRONGTYPE/.test(words)) {
    return {
      code: "notFound",
      what: text("The key holds another type by now."),
      fix: text("Refresh, and open it again."),
    };
  }
  if (/DB index/i.test(words)) {
    return { code: "notFound", what: text("{0} has no database of this number.", server) };
  }
  if (/unknown (sub)?command/i.test(words)) {
    return { code: "unsupported", what: text("{0} does not know a command that is needed here.", server) };
  }
  return undefined;
}

const unavailable = (what: Text): Meaning => ({ code: "unavailable", what, fix: text("Try again in a while.") });

/** What the client library says of every connection that ended. */
const SAYS_NOTHING = /^Connection is closed\.?$/;

function socketFailure(code: string, words: string, server: Message): Failure {
  const told = tlsWords(words).replace(/\. Please report this\.$/, "");
  const why = SAYS_NOTHING.test(told)
    ? undefined
    : verbatim(clip(shown(code && !told.includes(code) ? `${code}: ${told}` : told), 300));
  if (code === "ECONNREFUSED" || code === "ENOENT") {
    return new Failure({
      code: "refused",
      what: text("{0} refused the connection: nothing listens there.", server),
      why,
      fix: text("Start it, or correct the URL in the profile."),
    });
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_FAIL") {
    return new Failure({
      code: "unresolvable",
      what: text("The name of {0} cannot be resolved here.", server),
      why,
      fix: text("Correct the host in the profile, or check the network and its DNS."),
    });
  }
  if (code === "ETIMEDOUT" || /timed out|timeout/i.test(words)) {
    return new Failure({
      code: "timeout",
      what: text("{0} did not answer in time.", server),
      why,
      fix: text("Check that it is running and reachable from here."),
    });
  }
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH" || code === "EADDRNOTAVAIL") {
    return new Failure({
      code: "unreachable",
      what: text("{0} cannot be reached from here.", server),
      why,
      fix: text("Check the network, the VPN or the firewall."),
    });
  }
  if (code === "EACCES" || code === "EPERM") {
    return new Failure({ code: "denied", what: text("You may not open {0}.", server), why });
  }
  if (isTls(code, words)) return tlsFailure(why, words, server);
  if (/RESP|Protocol error|queue state|call stack|Array buffer|Invalid array length|BigInt/i.test(words)) {
    return new Failure({
      code: "protocol",
      what: text("What answers is not Redis, or speaks TLS: {0}.", server),
      why,
      fix: text("Check the port; for TLS the URL begins with {0}.", "rediss://"),
    });
  }
  return new Failure({
    code: "closed",
    what: text("{0} closed the connection.", server),
    why,
    fix: text("Refresh to connect again; if it happens again, look into the server's log."),
  });
}

function isTls(code: string, words: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO|HOSTNAME_)/.test(code) ||
    /\b(SSL|TLS)\b/.test(words)
  );
}

const outdated = (words: string): boolean => /expired|not yet valid/i.test(words);

function tlsFailure(why: Text | undefined, words: string, server: Message): Failure {
  const plain = /wrong version number|packet length too long|before secure TLS connection/i.test(words);
  return new Failure({
    code: "tls",
    what: text("No secure connection to {0} could be made.", server),
    why,
    fix: outdated(words)
      ? text("Its certificate is not valid at this time: its owner has to renew it, or this machine's clock is wrong.")
      : plain
        ? text("If the server does not speak TLS, the URL begins with {0}.", "redis://")
        : isOtherName(words)
          ? text("Use a name of the certificate as the host, or put it into the field “{0}”.", "serverName")
          : text("Name its certificate authority in the field “ca”, and your own certificate where it asks for one."),
  });
}

/** A server without TLS takes the beginning of a secure connection for a command, and waits for its end. */
export function withoutTls({ code, what }: Failure): Failure {
  return new Failure({
    code,
    what,
    fix: text("If the server does not speak TLS, the URL begins with {0}.", "redis://"),
  });
}

/** Who is spoken to in plain words at a port for TLS, or for something else, hangs up. */
export function withoutAnswer({ code, what }: Failure): Failure {
  return new Failure({ code, what, fix: text("Check the port; for TLS the URL begins with {0}.", "rediss://") });
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** Whether the user may not run a command at all; there may be keys on which one that may run is denied. */
export const isCommandDenied = (failure: Failure): boolean =>
  failure.code === "denied" && /no permissions to run/i.test(wordsOf(failure));

/** Where a node of a cluster sends a command on to: `host:port`, and whether only for this once. */
export function redirection(outcome: unknown): { readonly place: string; readonly asking: boolean } | undefined {
  if (!isFailure(outcome)) return undefined;
  const [, kind, place] = /^(MOVED|ASK) \d+ (\S*)/.exec(wordsOf(outcome)) ?? [];
  return place ? { place, asking: kind === "ASK" } : undefined;
}

const wordsOf = (failure: Failure): string => (failure.why && "verbatim" in failure.why ? failure.why.verbatim : "");
