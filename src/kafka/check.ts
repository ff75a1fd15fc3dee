import type { Values } from "../core/contract";
import { type Text, text } from "../core/text";
import { withoutLogin } from "../core/without-login";
import { parseEndpoint } from "./endpoint";

export type Problem = { readonly field: string; readonly why: Text } | undefined;

/** What the fields alone cannot tell: forms of addresses, and fields that belong together. */
export function checkValues(values: Values): Problem {
  return checkBrokers(values) ?? checkHostMap(values) ?? checkTls(values) ?? checkLogin(values);
}

const given = (values: Values, field: string): boolean => values[field] !== undefined && values[field] !== "";

/** What an environment variable stands for is known only later. */
const isEndpoint = (value: string): boolean => value.includes("${env:") || parseEndpoint(value) !== undefined;

function checkBrokers(values: Values): Problem {
  const brokers = Array.isArray(values.brokers) ? values.brokers.map(String) : [];
  if (!brokers.length) return { field: "brokers", why: text("must name at least one broker") };
  for (const [index, broker] of brokers.entries()) {
    if (isEndpoint(broker)) continue;
    const why = text("must look like {0} or {1}, not {2}", "localhost:9092", "[::1]:9092", withoutLogin(broker));
    return { field: `brokers[${index}]`, why };
  }
  return undefined;
}

function checkHostMap(values: Values): Problem {
  for (const [from, to] of Object.entries(values.hostMap ?? {})) {
    if (isEndpoint(from) && isEndpoint(String(to))) continue;
    return { field: "hostMap", why: text("must hold host:port to host:port, not {0}", mapped(from, to)) };
  }
  return undefined;
}

const mapped = (from: string, to: unknown): string => `${withoutLogin(from)} → ${withoutLogin(String(to))}`;

function checkTls(values: Values): Problem {
  for (const field of ["ca", "cert", "key"]) {
    if (given(values, field) && values.ssl !== true) {
      return { field, why: text("is for TLS only: set {0} as well", '"ssl": true') };
    }
  }
  if (given(values, "cert") === given(values, "key")) return undefined;
  const field = given(values, "cert") ? "key" : "cert";
  return { field, why: text("is missing: a client certificate and its key belong together") };
}

function checkLogin(values: Values): Problem {
  if (given(values, "user") && !given(values, "sasl")) {
    return { field: "sasl", why: text("is missing: say how “user” is to log in, for example {0}", "scram-sha-512") };
  }
  if (given(values, "sasl") && values.sasl !== "oauthbearer" && !given(values, "user")) {
    return { field: "user", why: text("is missing: this login needs a user") };
  }
  return undefined;
}
