import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Sasl, SaslTools } from "kafkajs/src/network/connectionPool";
import type { SessionContext, Values } from "../../core/contract";
import { Failure } from "../../core/failure";
import { text, verbatim } from "../../core/text";
import { MECHANISMS } from "../fields";
import { LoginError } from "./errors";

/** How connections are secured and who logs in. */
export interface Security {
  /** absent: no TLS */
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
  /** A new object for every connection, since kafkajs writes into it; absent: no login. */
  readonly sasl?: () => Sasl;
}

/** Reads the certificates' files and the secret. */
export async function securityOf(values: Values, context: SessionContext): Promise<Security> {
  return { ...(values.ssl === true ? { tls: await tlsOf(values) } : {}), ...(await saslOf(values, context)) };
}

async function tlsOf(values: Values): Promise<Security["tls"]> {
  const [ca, cert, key] = await Promise.all(["ca", "cert", "key"].map((field) => pemOf(values, field)));
  return { ca, cert, key };
}

async function pemOf(values: Values, field: string): Promise<Buffer | undefined> {
  const value = values[field];
  if (typeof value !== "string" || !value) return undefined;
  const path = value.startsWith("~/") ? join(homedir(), value.slice(2)) : value;
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Failure({
      code: "invalid",
      what: text("The file of the field “{0}” cannot be read: {1}", field, value),
      why: verbatim(cause instanceof Error ? cause.message : String(cause)),
      fix: text("Correct the path in the profile."),
      cause,
    });
  }
}

async function saslOf(values: Values, context: SessionContext): Promise<Pick<Security, "sasl">> {
  const mechanism = MECHANISMS.find((known) => known === values.sasl);
  if (!mechanism) return {};
  if (mechanism === "oauthbearer") {
    const token = await secretOf("token", context);
    return { sasl: () => ({ mechanism, authenticationProvider: bearer(token) }) };
  }
  const password = await secretOf("password", context);
  return { sasl: () => ({ mechanism, username: String(values.user ?? ""), password }) };
}

async function secretOf(field: "password" | "token", context: SessionContext): Promise<string> {
  const secret = await context.secret(field);
  if (secret) return secret;
  throw new Failure({
    code: "authentication",
    what:
      field === "token"
        ? text("The login with oauthbearer needs a token, and none is kept.")
        : text("The login needs a password, and none is kept."),
    fix: text("Enter it with “Edit Profile”."),
  });
}

/**
 * The login with a bearer token (RFC 7628). kafkajs has one, which takes a refusal for a success: the broker says why in
 * an answer that it does not read.
 */
function bearer(token: string) {
  return ({ saslAuthenticate }: SaslTools) => ({
    authenticate: () =>
      saslAuthenticate({
        request: { encode: async () => sized(`n,,\u0001auth=Bearer ${token}\u0001\u0001`) },
        response: {
          decode: async (bytes) => bytes.subarray(4),
          parse: async (refusal) => {
            if (refusal.length) throw new LoginError(refusal.toString());
          },
        },
      }),
  });
}

function sized(message: string): Buffer {
  const bytes = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
