import type { Values } from "../core/contract";
import type { Door } from "../core/doctor/door";
import { text } from "../core/text";
import type { Call } from "./call";
import type { Client } from "./client";
import { type HostMap, hostPort, isEndpoint, mapHost, type Origin, parseEndpoint } from "./endpoint";
import { object, parseJson, string } from "./json";

const written = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

const tlsOf = ({ protocol }: Origin, values: Values): Pick<Door, "tls"> =>
  protocol === "https:" ? { tls: { ca: written(values.ca) } } : {};

/** The NameNodes that the profile names. */
export function nameNodeDoors(values: Values): readonly Door[] {
  const urls = [
    { url: String(values.url ?? ""), field: "url" },
    ...(Array.isArray(values.standby) ? values.standby : []).map((url) => ({ url: String(url), field: "standby" })),
  ];
  return urls.flatMap(({ url, field }): Door[] => {
    const endpoint = parseEndpoint(url);
    if (!isEndpoint(endpoint)) return [];
    const { host, port } = endpoint;
    return [{ role: text("The NameNode"), host, port, ...tlsOf(endpoint, values), fields: { host: field, ca: "ca" } }];
  });
}

/** DataNodes that are knocked at: a large cluster has thousands, and their names mostly resolve all or not at all. */
const MOST = 20;

/** The DataNodes that the NameNode would send a reader to; none where JMX is closed or a gateway stands between. */
export async function dataNodeDoors(client: Client, hostMap: HostMap, values: Values, call: Call) {
  const bean = await client.jmx("get=Hadoop:service=NameNode,name=NameNodeInfo::LiveNodes", call);
  const live = object(parseJson(string(bean?.LiveNodes) ?? "{}")) ?? {};
  const protocol = String(values.url).toLowerCase().startsWith("https:") ? "https:" : "http:";
  return Object.entries(live)
    .slice(0, MOST)
    .flatMap(([name, node]): Door[] => {
      const origin = webOrigin(name, string(object(node)?.[protocol === "https:" ? "infoSecureAddr" : "infoAddr"]));
      if (!origin) return [];
      const announced = hostPort(origin);
      const { host, port } = mapHost(origin, hostMap);
      const role = text("The DataNode {0}", announced);
      return [{ role, host, port, ...tlsOf(origin, values), announced, fields: { map: "hostMap", ca: "ca" } }];
    });

  /** A redirect names the DataNode by its host and its web port: `dn1:9866` listens for the web at `0.0.0.0:9864`. */
  function webOrigin(name: string, address: string | undefined): Origin | undefined {
    const host = /^(.+?)(?::\d+)?$/.exec(name)?.[1];
    const port = Number(/:(\d+)$/.exec(address ?? "")?.[1] ?? Number.NaN);
    return host && Number.isInteger(port) ? { protocol, host, port } : undefined;
  }
}
