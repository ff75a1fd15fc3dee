import { duration, text, verbatim } from "../text";
import { type Door, placeOf } from "./door";
import type { Mend, Step } from "./step";

type Problem = Pick<Step, "problem" | "mends">;

/** Why a name was not found, and which field leads to another. */
export function nameProblem(door: Door, code: string): Problem {
  return {
    problem: {
      what: text("The name {0} cannot be resolved here.", door.host),
      why: verbatim(code),
      fix: elsewhere(door),
    },
    ...mendPlace(door),
  };
}

export function connectProblem(door: Door, code: string, ms: number): Problem {
  const place = placeOf(door);
  const mends = mendPlace(door);
  switch (code) {
    case "ECONNREFUSED":
      return {
        problem: {
          what: text("{0} refused the connection: nothing listens there.", place),
          fix: door.fields.host
            ? text("Start it, or correct the port in the field “{0}”.", door.fields.host)
            : elsewhere(door),
        },
        ...mends,
      };
    case "ETIMEDOUT":
      return {
        problem: {
          what: text("{0} did not answer within {1}.", place, duration(ms)),
          why: text("A firewall may drop the packets, or there may be no route to the address from here."),
          fix: door.fields.host ? text("Check the address, the network, the VPN and the firewall.") : elsewhere(door),
        },
        ...mends,
      };
    default:
      return {
        problem: { what: text("{0} cannot be reached from here.", place), why: verbatim(code), fix: elsewhere(door) },
        ...mends,
      };
  }
}

/** Node's codes for a certificate whose authority is not known. */
const UNTRUSTED = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_UNTRUSTED",
  // Another authority of the same name: one that was made anew.
  "CERT_SIGNATURE_FAILURE",
]);
/** OpenSSL's codes for an answer that is no TLS. */
const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNSUPPORTED_PROTOCOL|EPROTO/;

export function tlsProblem(door: Door, code: string, ms: number): Problem {
  const place = placeOf(door);
  const { ca, serverName, tls } = door.fields;
  if (UNTRUSTED.has(code)) {
    return {
      problem: {
        what: text("The certificate of {0} was issued by an authority that is not trusted here.", place),
        why: verbatim(code),
        fix: text("If the authority is your own, name its PEM file in the field “{0}”.", ca ?? "ca"),
      },
      ...(ca ? { mends: [{ field: ca }] } : {}),
    };
  }
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return {
        problem: {
          what: text("The certificate of {0} has expired.", place),
          fix: text("Ask the owner of the server to renew it."),
        },
      };
    case "CERT_NOT_YET_VALID":
      return {
        problem: {
          what: text("The certificate of {0} is not valid yet.", place),
          fix: text("Check the clock of this machine and that of the server."),
        },
      };
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return {
        problem: {
          what: text("The certificate of {0} was issued for another name.", place),
          fix: serverName
            ? text("Use a name of the certificate as the host, or put it into the field “{0}”.", serverName)
            : text("Use a name of the certificate as the host."),
        },
        mends: fieldsOf(serverName, door.fields.host),
      };
  }
  if (NOT_TLS.test(code)) {
    return {
      problem: {
        what: text("{0} does not speak TLS.", place),
        why: verbatim(code),
        fix: text("Correct the port, or turn off TLS in the field “{0}”.", tls ?? door.fields.host ?? "tls"),
      },
      mends: withoutTls(door),
    };
  }
  if (code === "ENOENT" || code === "EACCES") {
    return {
      problem: { what: text("A certificate file of the profile cannot be read."), why: verbatim(code) },
      ...(ca ? { mends: [{ field: ca }] } : {}),
    };
  }
  return {
    problem: {
      what:
        code === "ETIMEDOUT"
          ? text("{0} did not answer the TLS handshake within {1}.", place, duration(ms))
          : text("No secure connection to {0} could be made.", place),
      why: verbatim(code),
      fix: text("The port may not speak TLS, or it may ask for a client certificate."),
    },
    mends: withoutTls(door),
  };
}

function elsewhere({ fields, announced }: Door) {
  if (fields.host) return text("Correct the host in the field “{0}”, or check the network and its DNS.", fields.host);
  return text(
    "The cluster announces this address itself. Say in the field “{0}” where {1} can be reached from here.",
    fields.map ?? "hostMap",
    announced ?? "it",
  );
}

function mendPlace(door: Door): Pick<Step, "mends"> {
  const { host, map } = door.fields;
  if (host) return { mends: [{ field: host }] };
  return map ? { mends: [{ field: map, suggestion: `${door.announced ?? placeOf(door)}=` }] } : {};
}

const withoutTls = ({ fields: { tls, host } }: Door): readonly Mend[] => [
  ...(tls ? [{ field: tls, suggestion: false }] : []),
  ...fieldsOf(host),
];

const fieldsOf = (...names: readonly (string | undefined)[]): readonly Mend[] =>
  names.flatMap((field) => (field ? [{ field }] : []));
