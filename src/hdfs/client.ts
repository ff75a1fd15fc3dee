import { type Failure, isFailure } from "../core/failure";
import { text, verbatim } from "../core/text";
import type { Call } from "./call";
import { type Endpoint, hostPort } from "./endpoint";
import { protocolFailure, type ServerName, words } from "./failures";
import { type Json, object, own, parseJson } from "./json";
import { NameNodes } from "./namenodes";
import { packageClient } from "./package-client";
import { encodePath, joinPath, type Path, showPath } from "./path";
import { statusFailure } from "./remote";
import { type FileStatus, parseStatus } from "./status";
import { type Message, readAll, readUpTo, type Transport } from "./transport";

export type Params = Readonly<Record<string, string>>;

/** bytes that the answer to a question about metadata may have */
const MOST_METADATA = 64 * 1024 * 1024;
/** bytes of an error's answer that are looked at */
const MOST_ERROR = 256 * 1024;

/** Who asks: the name, or the token that stands for one. */
export interface Identity {
  readonly user?: string;
  readonly token?: string;
}

/** Asks NameNodes by WebHDFS. Every method rejects with a `Failure`. */
export class Client {
  constructor(
    readonly transport: Transport,
    readonly namenodes: NameNodes,
    private readonly identity: Identity,
  ) {}

  /** The same user at the NameNode that answered last, by another transport. */
  by(transport: Transport): Client {
    return new Client(transport, new NameNodes([this.namenodes.current]), this.identity);
  }

  /** The NameNode that answered last. */
  get server(): ServerName {
    return { host: hostPort(this.namenodes.current), role: "NameNode" };
  }

  /** GETFILESTATUS, through the package. The status has an empty name. */
  async status(path: Path, call: Call): Promise<FileStatus> {
    const answer = await new Promise<unknown>((resolve, reject) => {
      const client = packageClient((method, operation, at, params) =>
        this.ask(method, operation, at, params, call, (message, server) => jsonBody(message, server)),
      );
      client.stat(joinPath(path), (error, status) => (error ? reject(this.malformed(error)) : resolve(status)));
    });
    const status = parseStatus(answer);
    if (!status) throw this.malformed("FileStatus");
    return status;
  }

  /** The JSON of an operation's answer. */
  json(operation: string, path: Path, params: Params, call: Call): Promise<Json> {
    return this.ask("GET", operation, path, params, call, (message, server) => jsonBody(message, server));
  }

  /** One member of JMX, for example `Hadoop:service=NameNode,name=NameNodeInfo::SoftwareVersion`. */
  async jmx(query: string, call: Call): Promise<Json | undefined> {
    const endpoint = this.namenodes.current;
    const target = `${endpoint.prefix}/jmx?${query}`;
    const { server } = this;
    const request = { operation: "JMX", method: "GET", origin: endpoint, role: server.role, target };
    const answer = await this.transport.send(request, call, async (message) => {
      if (message.statusCode !== 200) throw await this.badAnswer(message, server, "/jmx");
      return jsonBody(message, server);
    });
    const beans = own(answer, "beans");
    return Array.isArray(beans) ? object(beans[0]) : undefined;
  }

  /** Sends one operation to the active NameNode and lets `use` read a good answer; `accept` says what is good. */
  ask<T>(
    method: string,
    operation: string,
    path: Path,
    params: Params,
    call: Call,
    use: (message: Message, server: ServerName, endpoint: Endpoint) => Promise<T>,
    accept: (status: number) => boolean = (status) => status === 200,
  ): Promise<T> {
    return this.namenodes.ask(call, (endpoint, inner) => {
      const server: ServerName = { host: hostPort(endpoint), role: "NameNode" };
      const target = `${endpoint.prefix}/webhdfs/v1${encodePath(path)}?${this.query(operation, params)}`;
      const request = { operation, method, origin: endpoint, role: server.role, target };
      return this.transport.send(request, inner, async (message) => {
        if (!accept(message.statusCode ?? 0)) throw await this.badAnswer(message, server, showPath(path));
        return use(message, server, endpoint);
      });
    });
  }

  /** The failure that a bad answer stands for; the secret, should the server repeat it, is taken out. */
  async badAnswer(message: Message, server: ServerName, path: string): Promise<Failure> {
    const all = (await readUpTo(message, MOST_ERROR)).bytes.toString("utf8");
    const { token } = this.identity;
    const body = token ? all.replaceAll(token, "…").replaceAll(encodeURIComponent(token), "…") : all;
    return statusFailure({ status: message.statusCode ?? 0, headers: message.headers, body }, server, path);
  }

  private query(operation: string, params: Params): string {
    const { user, token } = this.identity;
    const identity: Params = token ? { delegation: token } : user ? { "user.name": user } : {};
    return Object.entries({ op: operation, ...identity, ...params })
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join("&");
  }

  private malformed(error: unknown): Failure {
    if (isFailure(error)) return error;
    return protocolFailure(this.server, words(error instanceof Error ? error.message : String(error)));
  }
}

/** The body as a JSON object. */
export async function jsonBody(message: Message, server: ServerName): Promise<Json> {
  const body = (await readAll(message, MOST_METADATA, server)).toString("utf8");
  let parsed: unknown;
  try {
    parsed = parseJson(body);
  } catch {
    if (/^\s*</.test(body)) throw protocolFailure(server, text("It is a web page, not data."));
    throw protocolFailure(server, text("It is not JSON."));
  }
  const json = object(parsed);
  if (!json) throw protocolFailure(server, verbatim(`JSON: ${parsed === null ? "null" : typeof parsed}`));
  return json;
}
