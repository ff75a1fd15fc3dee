/** Where something listens. An IPv6 host is without its brackets. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Reads `kafka.example.com:9092` or `[::1]:9092`; undefined where it is neither. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^\s:/@[\]]+)):(\d{1,5})$/.exec(text.trim());
  const [, six, plain, digits] = match ?? [];
  const host = six ?? plain;
  const port = Number(digits);
  return host && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

export const formatEndpoint = ({ host, port }: Endpoint): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
