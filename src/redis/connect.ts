import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { RedisOptions } from "ioredis";
import type { SessionContext, Values } from "../core/contract";
import { Failure } from "../core/failure";
import { text, verbatim } from "../core/text";
import type { Permit } from "./allowed";
import { Client, type ClientOptions } from "./client";
import { failureOf } from "./failures";
import { ServerNode } from "./server-node";
import { formatHostPort, type HostPort, isLocation, type Location, parseHostPort, parseUrl, placeOf } from "./url";

/** All that a profile says, read and ready to connect with. */
export interface Settings {
  readonly location: Location;
  readonly credentials: Credentials;
  readonly sentinel?: {
    readonly master: string;
    readonly others: readonly HostPort[];
    readonly credentials: Credentials;
  };
  readonly tls?: ConnectionOptions;
  readonly natMap: ReadonlyMap<string, HostPort>;
}

interface Credentials {
  readonly username?: string;
  readonly password?: string;
}

/** Reads the fields, the secrets and the files of certificates. Rejects with a failure "invalid" that names the field. */
export async function readSettings(values: Values, context: SessionContext): Promise<Settings> {
  const location = parseUrl(String(values.url ?? ""));
  if (!isLocation(location))
    throw new Failure({ code: "invalid", what: text("The field “{0}” {1}.", "url", location) });
  const master = written(values.master);
  return {
    location,
    credentials: credentials(written(values.user), await context.secret("password")),
    ...(master === undefined
      ? {}
      : {
          sentinel: {
            master,
            others: listed(values.sentinels),
            credentials: credentials(written(values.sentinelUser), await context.secret("sentinelPassword")),
          },
        }),
    ...(location.tls ? { tls: await readTls(values) } : {}),
    natMap: natMapOf(values.natMap),
  };
}

const written = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;

const credentials = (username: string | undefined, password: string | undefined): Credentials => ({
  ...(username === undefined ? {} : { username }),
  ...(password === undefined || password === "" ? {} : { password }),
});

const listed = (value: unknown): readonly HostPort[] =>
  (Array.isArray(value) ? value : []).flatMap((one) => parseHostPort(String(one), 26379) ?? []);

function natMapOf(value: unknown): ReadonlyMap<string, HostPort> {
  const map = new Map<string, HostPort>();
  for (const [from, to] of Object.entries(typeof value === "object" && value !== null ? value : {})) {
    const [key, place] = [parseHostPort(from), parseHostPort(String(to))];
    if (key && place) map.set(formatHostPort(key), place);
  }
  return map;
}

async function readTls(values: Values): Promise<ConnectionOptions> {
  const [ca, cert, key] = await Promise.all(["ca", "cert", "key"].map((field) => readPem(field, values[field])));
  const servername = written(values.serverName);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === undefined ? {} : { servername }),
  };
}

async function readPem(field: string, value: unknown): Promise<Buffer | undefined> {
  const path = written(value);
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Failure({
      code: "invalid",
      what: text("The file of the field “{0}” cannot be read.", field),
      why: verbatim(cause instanceof Error ? cause.message : String(cause)),
      fix: text("Correct the path in the profile; it is looked up where the extension runs."),
    });
  }
}

/** Makes nodes: what connects to one server as the profile says. */
export class Connector {
  /** set once the server is known to understand it */
  noTouch = false;

  constructor(
    private readonly settings: Settings,
    private readonly context: SessionContext,
    private readonly lost: (failure: Failure) => void,
    /** makes what decides on all that one connection sends; absent: only looking is allowed */
    private readonly permits?: () => Permit,
    /** what subscriptions tell, on any of its connections */
    private readonly hear?: ClientOptions["hear"],
  ) {}

  /** The server at a place, where the network translates it, at its translation. */
  node(place: HostPort): ServerNode {
    const reached = this.settings.natMap.get(formatHostPort(place)) ?? place;
    return this.serverAt({ ...this.settings.location, path: undefined, ...reached });
  }

  serverAt(location: Location): ServerNode {
    return this.make(location, this.settings.credentials, this.lost);
  }

  sentinelAt(location: Location): ServerNode {
    return this.make(location, this.settings.sentinel?.credentials ?? {}, () => {});
  }

  private make(location: Location, credentials: Credentials, lost: (failure: Failure) => void): ServerNode {
    const place = placeOf(location);
    const server = text("Redis at {0}", place);
    const redis: RedisOptions = { ...target(location), ...credentials, ...this.tls(location) };
    const timeout = () => this.context.timeout();
    const open = async (db: number, signal: AbortSignal) => {
      const { noTouch, context, hear } = this;
      const permit = this.permits?.();
      context.log(`connect to ${place}, database ${db}`);
      try {
        const { sent } = context;
        return await Client.open({ server, place, redis, db, timeout, noTouch, lost, permit, sent, hear }, signal);
      } catch (error) {
        throw failureOf(error, server);
      }
    };
    return new ServerNode(place, open, timeout);
  }

  private tls({ host }: Location): RedisOptions {
    const { tls } = this.settings;
    if (!tls) return {};
    // Without a name in the handshake, a server with several certificates shows the wrong one.
    return { tls: { ...(isIP(host) ? {} : { servername: host }), ...tls } };
  }
}

const target = ({ host, port, path }: Location): RedisOptions => (path === undefined ? { host, port } : { path });
