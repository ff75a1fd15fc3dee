import type { Text } from "../text";

/** One place that a connection leads to, with all that it takes to knock there without the system's own client. */
export interface Door {
  /** "Redis", "Kafka's broker 2", "The DataNode": what is behind it */
  readonly role: Text;
  readonly host: string;
  readonly port: number;
  /** the way to a Unix socket, in place of host and port */
  readonly socket?: string;
  /** absent: no TLS. Paths of PEM files as they stand in the profile. */
  readonly tls?: { readonly serverName?: string; readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** as the server announced it, where the profile's map leads elsewhere */
  readonly announced?: string;
  /** the fields of the connection that mend what is wrong here */
  readonly fields: DoorFields;
}

export interface DoorFields {
  /** where the host and the port stand; absent for a node that the server announced itself */
  readonly host?: string;
  /** from announced addresses to those that can be reached */
  readonly map?: string;
  readonly ca?: string;
  readonly serverName?: string;
  /** a boolean, or where the scheme of a URL says it */
  readonly tls?: string;
}

export const placeOf = ({ host, port, socket }: Pick<Door, "host" | "port" | "socket">): string =>
  socket ?? (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`);
