import { type HostMap, mapHost, type Origin, originOf } from "./endpoint";
import { encodePath, type Path } from "./path";

/** Where the NameNode sends a reader to: what to ask, and whom. */
export interface Redirect {
  readonly origin: Origin;
  readonly target: string;
}

/**
 * Reads the NameNode's `Location` for an OPEN: the host as the host map says, the query as the server wrote it, and the
 * path as we know it (the server's has its accents normalised, so it may be that of another file).
 * Undefined where it is not a URL of the web.
 */
export function readRedirect(location: string, base: Origin, path: Path, hostMap: HostMap): Redirect | undefined {
  let url: URL;
  try {
    const host = base.host.includes(":") ? `[${base.host}]` : base.host;
    url = new URL(location, `${base.protocol}//${host}:${base.port}`);
  } catch {
    return undefined;
  }
  const origin = originOf(url);
  return origin && { origin: mapHost(origin, hostMap), target: ownPath(url.pathname, path) + url.search };
}

/** The same request for other bytes; undefined where the server has hidden the offset (a gateway encrypts it). */
export function withOffset({ origin, target }: Redirect, offset: number): Redirect | undefined {
  const OFFSET = /([?&]offset=)\d+/;
  return OFFSET.test(target) ? { origin, target: target.replace(OFFSET, `$1${offset}`) } : undefined;
}

function ownPath(pathname: string, path: Path): string {
  if (path.length === 0) return pathname;
  const given = pathname.split("/");
  const front = given.slice(0, given.length - path.length);
  const tail = given.slice(front.length);
  const same = tail.length === path.length && tail.every((part, index) => decoded(part) === path[index]?.normalize());
  return same ? front.join("/") + encodePath(path) : pathname;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part).normalize();
  } catch {
    return undefined;
  }
}
