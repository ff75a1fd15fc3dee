import type { Value, Values } from "../core/contract";
import { Failure } from "../core/failure";
import { text } from "../core/text";
import { withoutLogin } from "../core/without-login";
import { type Endpoint, type HostMap, isEndpoint, parseEndpoint } from "./endpoint";

/** What the fields of a connection say. */
export interface Settings {
  /** of every NameNode, or of the gateway */
  readonly endpoints: readonly [Endpoint, ...Endpoint[]];
  readonly user?: string;
  readonly hostMap: HostMap;
  /** path of a PEM file */
  readonly ca?: string;
}

export function readSettings(values: Values): Settings {
  const standby = Array.isArray(values.standby) ? values.standby : [];
  return {
    endpoints: [endpoint(values.url), ...standby.map(endpoint)],
    user: filled(values.user),
    hostMap: hostMap(values.hostMap),
    ca: filled(values.ca),
  };
}

function endpoint(value: Value | undefined): Endpoint {
  const url = typeof value === "string" ? value : "";
  const parsed = parseEndpoint(url);
  if (isEndpoint(parsed)) return parsed;
  throw new Failure({
    code: "invalid",
    what: text("The URL “{0}” of HDFS cannot be used.", withoutLogin(url)),
    why: parsed,
  });
}

const filled = (value: Value | undefined): string | undefined =>
  typeof value === "string" && value.trim() ? value.trim() : undefined;

function hostMap(value: Value | undefined): HostMap {
  if (typeof value !== "object" || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([host, target]) => [host, String(target)]));
}
