import { type Text, text } from "../core/text";

export const DEFAULT_PORT = 6379;

export interface HostPort {
  /** without the brackets of an IPv6 address */
  readonly host: string;
  readonly port: number;
}

/** What the URL of a profile says. */
export interface Location extends HostPort {
  /** of a Unix socket; host and port mean nothing then */
  readonly path?: string;
  readonly tls: boolean;
  readonly db: number;
}

/** `redis://host:port/db`, `rediss://host:port/db` or `unix:///path?db=n`; a `Text` says what is wrong with it. */
export function parseUrl(url: string): Location | Text {
  const trimmed = url.trim();
  if (/^unix:/i.test(trimmed)) return parseSocket(trimmed);
  if (/^[a-z]+:\/\/.*@/is.test(trimmed)) {
    return text(
      "must not hold a user or a password, because others can read it: put the user into the field “user”; the password is asked for and kept in the secret storage",
    );
  }
  const match = /^(rediss?):\/\/(\[[^\]]+\]|[^:/?#[\]\s]+)(?::(\d{1,5}))?(?:\/(\d{0,9}))?$/i.exec(trimmed);
  if (!match) return text("must look like {0} or {1}", "redis://localhost:6379/0", "unix:///run/redis.sock");
  const [, scheme = "", host = "", port = `${DEFAULT_PORT}`, db = "0"] = match;
  if (!isPort(Number(port))) return text("names a port that does not exist: {0}", port);
  return { host: bare(host), port: Number(port), tls: scheme.toLowerCase() === "rediss", db: Number(db || "0") };
}

function parseSocket(url: string): Location | Text {
  const match = /^unix:(?:\/\/)?(\/[^?#]+)(?:\?db=(\d{1,9}))?$/i.exec(url);
  if (!match) return text("must look like {0} or {1}", "unix:///run/redis.sock", "unix:///run/redis.sock?db=1");
  const [, path = "", db = "0"] = match;
  return { host: "", port: 0, path, tls: false, db: Number(db) };
}

export const isLocation = (parsed: Location | Text): parsed is Location => "tls" in parsed;

/** `host:port`, the host of an IPv6 address in brackets; undefined where it is not that. */
export function parseHostPort(written: string, port?: number): HostPort | undefined {
  const match = /^(\[[^\]]+\]|[^:/?#[\]\s@]+)(?::(\d{1,5}))?$/.exec(written.trim());
  const found = match?.[2] === undefined ? port : Number(match[2]);
  return match?.[1] && found !== undefined && isPort(found) ? { host: bare(match[1]), port: found } : undefined;
}

export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** How a place is named in sentences, and what a secret belongs to. */
export function placeOf(location: Pick<Location, "host" | "port" | "path">): string {
  return location.path ?? formatHostPort(location);
}

const isPort = (port: number): boolean => port >= 1 && port <= 65535;

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
