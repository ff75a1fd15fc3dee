import type { Values } from "../core/contract";
import type { Door } from "../core/doctor/door";
import { text } from "../core/text";
import { isLocation, parseHostPort, parseUrl } from "./url";

const written = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

function tlsOf(values: Values): Pick<Door, "tls"> {
  const location = parseUrl(String(values.url ?? ""));
  if (!isLocation(location) || !location.tls) return {};
  const [ca, cert, key, serverName] = [values.ca, values.cert, values.key, values.serverName].map(written);
  return { tls: { ca, cert, key, serverName } };
}

const FIELDS = { ca: "ca", serverName: "serverName" } as const;

/** The server of the URL, or the Sentinels where the profile names some. */
export function urlDoors(values: Values): readonly Door[] {
  const location = parseUrl(String(values.url ?? ""));
  if (!isLocation(location)) return [];
  const { host, port, path } = location;
  const fields = { ...FIELDS, host: "url" };
  const at = path === undefined ? {} : { socket: path };
  if (!written(values.master)) return [{ role: text("Redis"), host, port, ...at, ...tlsOf(values), fields }];
  const others = (Array.isArray(values.sentinels) ? values.sentinels : []).flatMap(
    (sentinel) => parseHostPort(String(sentinel), 26379) ?? [],
  );
  return [
    { role: text("The Sentinel"), host, port, ...at, ...tlsOf(values), fields },
    ...others.map((place) => ({
      role: text("The Sentinel"),
      ...place,
      ...tlsOf(values),
      fields: { ...FIELDS, host: "sentinels" },
    })),
  ];
}

/** The nodes that are dialled at some places, with the addresses that they announced themselves. */
export function nodeDoors(values: Values, places: readonly string[]): readonly Door[] {
  const announced = new Map(Object.entries(values.natMap ?? {}).map(([from, to]) => [String(to), from]));
  return places.flatMap((dialled): Door[] => {
    const place = parseHostPort(dialled);
    if (!place) return [];
    const name = announced.get(dialled) ?? dialled;
    const fields = { ...FIELDS, map: "natMap" };
    return [{ role: text("Node {0}", name), ...place, ...tlsOf(values), announced: name, fields }];
  });
}
