import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { connect, isIP, type Socket } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { type PeerCertificate, rootCertificates, connect as secure, type TLSSocket } from "node:tls";
import type { Door } from "./door";

/** The addresses that a name stands for here, in the order in which they are tried. */
export async function resolve(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return [...new Set(found.map(({ address }) => address))];
}

/** An open socket; the caller destroys it. Ends with the signal. */
export function dial({ host, port, socket: path }: Door, signal: AbortSignal): Promise<Socket> {
  const socket = path === undefined ? connect({ host, port, autoSelectFamily: true }) : connect({ path });
  return untilReady(socket, "connect", signal);
}

/** What a server shows of itself in a TLS handshake, whether it is trusted or not. */
export interface Handshake {
  readonly certificate: PeerCertificate;
  readonly protocol: string;
  /** why Node would not trust it: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`, `CERT_HAS_EXPIRED`, …; absent where it does */
  readonly distrust?: string;
}

/** A whole handshake on a fresh socket. Nothing is sent after it. */
export async function shakeHands(door: Door, signal: AbortSignal): Promise<Handshake> {
  const { host, tls = {} } = door;
  const [ca, cert, key] = await Promise.all([tls.ca, tls.cert, tls.key].map(pem));
  const socket = await dial(door, signal);
  const name = tls.serverName ?? host;
  const secured = secure({
    socket,
    ...(isIP(name) ? {} : { servername: name }),
    host: name,
    // The question is who answers, not whether to go on: nothing follows the handshake.
    rejectUnauthorized: false,
    ...(ca ? { ca: [...rootCertificates, ca.toString()] } : {}),
    ...(cert && key ? { cert, key } : {}),
  });
  try {
    const { authorizationError } = await untilReady(secured, "secureConnect", signal);
    const distrust = authorizationError as unknown;
    return {
      certificate: secured.getPeerCertificate(),
      protocol: secured.getProtocol() ?? "",
      ...(distrust ? { distrust: distrust instanceof Error ? codeOf(distrust) : String(distrust) } : {}),
    };
  } finally {
    secured.destroy();
    socket.destroy();
  }
}

/** `ENOTFOUND`, `ECONNREFUSED`, `CERT_HAS_EXPIRED`; the message where there is no code. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : error instanceof Error
      ? error.message
      : String(error);

function untilReady<T extends Socket | TLSSocket>(
  socket: T,
  ready: "connect" | "secureConnect",
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      reject(error);
    };
    const onAbort = () => fail(Object.assign(new Error("aborted"), { code: "ETIMEDOUT" }));
    // It stays for the life of the socket: an error after the answer must not become an uncaught one.
    socket.on("error", fail);
    socket.once("close", () => fail(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
    socket.once(ready, () => {
      signal.removeEventListener("abort", onAbort);
      resolve(socket);
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}

async function pem(path: string | undefined): Promise<Buffer | undefined> {
  if (!path) return undefined;
  return readFile(path.startsWith("~/") ? join(homedir(), path.slice(2)) : path);
}
