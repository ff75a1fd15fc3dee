import * as http from "node:http";
import * as https from "node:https";
import { rootCertificates } from "node:tls";
import type { SentLog } from "../core/sent";
import { size } from "../core/text";
import { looking, type Permit } from "./allowed";
import { type Body, sendBody } from "./body";
import { type Call, withinCall } from "./call";
import { hostPort, type Origin } from "./endpoint";
import { nameOf, networkFailure, type ServerName, tooLarge } from "./failures";
import { takeDown } from "./sending";

/** One request, of an operation that the transport's permit lets through. */
export interface Request {
  readonly operation: string;
  readonly method: string;
  readonly origin: Origin;
  readonly role: ServerName["role"];
  /** path and query, percent-encoded, sent exactly so */
  readonly target: string;
  /** what a PUT or a POST carries */
  readonly body?: Body;
}

export type Message = http.IncomingMessage;

const KEEP = { keepAlive: true, maxSockets: 12, maxFreeSockets: 4 } as const;

/** The one way to the cluster's servers. Sockets are kept for the next request, and closed by `close`. */
export class Transport {
  private readonly plain = new http.Agent(KEEP);
  private readonly secure: https.Agent;
  /** servers that have answered */
  private readonly known = new Set<string>();
  private readonly trust: Pick<https.AgentOptions, "ca">;

  /** @param ca PEM of further authorities */
  constructor(
    ca: string | undefined,
    private readonly log: (line: string) => void,
    private readonly sent?: SentLog,
    private readonly permit: Permit = looking,
  ) {
    this.trust = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
    this.secure = new https.Agent({ ...KEEP, ...this.trust });
  }

  /** Sends, hands the answer's head to `use`, which reads the body, and lets go of the socket in any case. */
  async send<T>(request: Request, call: Call, use: (message: Message) => Promise<T>): Promise<T> {
    this.permit(request.method, request.operation);
    const named = operationIn(request.target);
    if (named !== undefined) this.permit(request.method, named);
    const host = hostPort(request.origin);
    const server: ServerName = {
      host,
      role: request.role,
      writes: request.body !== undefined,
      known: this.known.has(host),
    };
    const begin = performance.now();
    let outcome = "failed";
    try {
      const result = await withinCall(nameOf(server), call, async (signal) => {
        const message = await this.head(request, signal, call);
        this.known.add(host);
        try {
          return await use(message);
        } finally {
          if (!message.readableEnded) message.destroy();
        }
      });
      outcome = "done";
      return result;
    } catch (error) {
      throw networkFailure(error, server);
    } finally {
      this.log(`${request.operation} at ${server.host}: ${outcome}, ${Math.round(performance.now() - begin)} ms`);
    }
  }

  /** A kept socket that the server has closed meanwhile says nothing of the server: once more on a new one. */
  private async head(request: Request, signal: AbortSignal, call: Call): Promise<Message> {
    // What changes something is sent once, on a socket of its own.
    if (request.method !== "GET") return await this.open(request, signal, false, call).message;
    const kept = this.open(request, signal, true);
    try {
      return await kept.message;
    } catch (error) {
      if (!kept.request.reusedSocket || signal.aborted || !isReset(error)) throw error;
      return await this.open(request, signal, false).message;
    }
  }

  private open({ origin, target, operation, method, body }: Request, signal: AbortSignal, keep: boolean, call?: Call) {
    const secure = origin.protocol === "https:";
    const request = (secure ? https : http).request({
      ...this.trust,
      agent: keep ? (secure ? this.secure : this.plain) : false,
      host: origin.host,
      port: origin.port,
      path: target,
      method,
      headers: { accept: "application/json, application/octet-stream, */*;q=0.5", ...body?.headers },
      signal,
    });
    if (this.sent) takeDown(request, this.sent, hostPort(origin), operation);
    const message = new Promise<Message>((resolve, reject) => {
      request.once("response", (response) => {
        // An error after the reader has left must not become an uncaught one.
        response.on("error", () => {});
        resolve(response);
      });
      request.on("error", reject);
      request.once("close", () => reject(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })));
    });
    if (body) sendBody(request, body, (grace) => call?.motion?.moved(grace));
    else request.end();
    return { request, message };
  }

  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }
}

/** The `op` that a target names, in upper case; the first one counts, as it does for the server. */
function operationIn(target: string): string | undefined {
  const query = target.split("?", 2)[1] ?? "";
  return new URLSearchParams(query).get("op")?.toUpperCase();
}

function isReset(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

/** A whole body that is not longer than `most` bytes; a longer one fails, and is not read on. */
export async function readAll(message: Message, most: number, server: ServerName): Promise<Buffer> {
  const { bytes, cut } = await readUpTo(message, most);
  if (cut) throw tooLarge(server, size(most));
  return bytes;
}

/** The first `most` bytes of a body, whatever its length. */
export async function readUpTo(message: Message, most: number): Promise<{ bytes: Buffer; cut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    const room = most - length;
    if (chunk.length > room) {
      chunks.push(chunk.subarray(0, room));
      return { bytes: Buffer.concat(chunks), cut: true };
    }
    chunks.push(chunk);
    length += chunk.length;
  }
  return { bytes: Buffer.concat(chunks), cut: false };
}
