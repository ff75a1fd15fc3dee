import type { Value } from "../core/contract";
import { type Text, text } from "../core/text";
import { withoutLogin } from "../core/without-login";

/** Where a web server listens. */
export interface Origin {
  readonly protocol: "http:" | "https:";
  /** IPv6 addresses without brackets */
  readonly host: string;
  readonly port: number;
}

/** Where WebHDFS answers: an origin, and the path in front of `/webhdfs/v1` (a gateway's, else empty). */
export interface Endpoint extends Origin {
  readonly prefix: string;
}

export const hostPort = ({ host, port }: Origin): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** Reads the url of a NameNode or a gateway, or says what is wrong with it. */
export function parseEndpoint(url: string): Endpoint | Text {
  let parsed: URL;
  try {
    parsed = new URL(url.trim());
  } catch {
    return text("is not a URL such as {0}", "http://localhost:9870");
  }
  if (/^(hdfs|webhdfs|swebhdfs):$/.test(parsed.protocol))
    return text(
      "must be the web address of the NameNode, such as {0}",
      `http://${parsed.hostname || "localhost"}:9870`,
    );
  if (parsed.port === "0") return text("names a port that does not exist: {0}", parsed.port);
  const origin = originOf(parsed);
  if (!origin) return text("must begin with http:// or https://");
  if (parsed.username || parsed.password)
    return text("must not hold a user or a password: the settings can be read by others");
  if (parsed.search || parsed.hash) return text("must end before ? or #");
  return { ...origin, prefix: pathOf(parsed).replace(/\/webhdfs(\/v1)?$/, "") };
}

/** Without slashes behind. Not by a pattern: it would try each of them where they do not stand at the end. */
function pathOf({ pathname }: URL): string {
  let end = pathname.length;
  while (pathname[end - 1] === "/") end--;
  return pathname.slice(0, end);
}

export const isEndpoint = (parsed: Endpoint | Text): parsed is Endpoint => "host" in parsed;

/** Undefined where the URL is not one of the web, or nothing can listen there. */
export function originOf(url: URL): Origin | undefined {
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  const standard = url.protocol === "https:" ? 443 : 80;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return host && url.port !== "0" ? { protocol: url.protocol, host, port: Number(url.port || standard) } : undefined;
}

/** `host` or `host:port` → `host` or `host:port`; the port stays as it is where the target names none. */
export type HostMap = Readonly<Record<string, string>>;

/** The origin that a DataNode is reached at from here. */
export function mapHost(origin: Origin, map: HostMap): Origin {
  const wanted = new Map(Object.entries(map).map(([name, target]) => [name.trim().toLowerCase(), target]));
  const target = wanted.get(hostPort(origin).toLowerCase()) ?? wanted.get(origin.host.toLowerCase());
  return (target !== undefined && parseHost(target, origin)) || origin;
}

function parseHost(target: string, { protocol, port }: Origin): Origin | undefined {
  try {
    const url = new URL(`http://${target.trim()}`);
    const plain = url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
    const named = /:(\d+)$/.exec(target.trim())?.[1];
    const host = originOf(url)?.host;
    return plain && host ? { protocol, host, port: named ? Number(named) : port } : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with a host map, where something is. */
export function hostMapProblem(map: Value | undefined): Text | undefined {
  if (map === undefined || typeof map !== "object" || Array.isArray(map)) return undefined;
  const any: Origin = { protocol: "http:", host: "any", port: 1 };
  for (const target of Object.values(map)) {
    if (!parseHost(String(target), any)) return text("“{0}” is not a host or host:port", withoutLogin(String(target)));
  }
  return undefined;
}
