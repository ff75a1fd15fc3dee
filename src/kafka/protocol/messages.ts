import { parseSchema, type Type } from "./schema";
import schemas from "./schemas.json";

/** A kind of request with its response, and the versions of it that are known here. */
export interface Api {
  readonly name: ApiName;
  readonly key: number;
  readonly lowest: number;
  readonly highest: number;
  /** the first version that is written in the flexible way */
  readonly flexible: number;
  readonly request: Type;
  readonly response: Type;
}

export type ApiName = keyof typeof schemas;

const known = new Map<ApiName, Api>();

/** The layouts of an API, read once. */
export function api(name: ApiName): Api {
  const found = known.get(name);
  if (found) return found;
  const { request, response, ...rest } = schemas[name];
  const made: Api = { name, ...rest, request: parseSchema(request), response: parseSchema(response) };
  known.set(name, made);
  return made;
}

export interface VersionRange {
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** The highest version that both sides know; undefined where there is none. `least`: the lowest that serves the purpose. */
export function commonVersion(
  { lowest, highest }: Api,
  server: VersionRange | undefined,
  least = lowest,
): number | undefined {
  if (!server) return undefined;
  const version = Math.min(highest, server.maxVersion);
  return version >= Math.max(lowest, server.minVersion, least) ? version : undefined;
}
