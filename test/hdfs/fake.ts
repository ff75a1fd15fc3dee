import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server for faults that a real NameNode cannot be made to show. */
export interface Fake {
  readonly url: string;
  /** `GET /webhdfs/v1/…` lines of what was asked, in order */
  readonly asked: string[];
  /** connections that are open */
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

const ROOT = { pathSuffix: "", type: "DIRECTORY", owner: "o", group: "g", permission: "755", modificationTime: 1 };
const FILE = { ...ROOT, type: "FILE", length: 10, replication: 1, blockSize: 1024 };

/**
 * Answers the status of `/` and `/f` as a NameNode does; `handlers` answer an operation (`OPEN`, `JMX`) in its place,
 * and `ROOT` the status of `/`.
 */
export async function startFake(handlers: Readonly<Record<string, Handler>> = {}): Promise<Fake> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://fake");
    const operation = url.searchParams.get("op") ?? "JMX";
    asked.push(`${request.method} ${request.url}`);
    response.on("error", () => {});
    const isRoot = operation === "GETFILESTATUS" && url.pathname === "/webhdfs/v1/";
    const handler = handlers[isRoot ? "ROOT" : operation];
    if (operation === "GETFILESTATUS" && !handler) return sendJson(response, { FileStatus: isRoot ? ROOT : FILE });
    if (handler) return handler(request, response);
    return sendException(response, 404, "FileNotFoundException", "File does not exist");
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function sendJson(response: ServerResponse, json: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
}

export function sendException(response: ServerResponse, status: number, exception: string, message: string): void {
  sendJson(response, { RemoteException: { exception, javaClassName: `java.${exception}`, message } }, status);
}

/** Sends these bytes as the file's content, as a DataNode does. */
export function sendBytes(response: ServerResponse, bytes: Uint8Array | string): void {
  response.writeHead(200, { "content-type": "application/octet-stream" }).end(bytes);
}

export const batch = (names: readonly string[], remainingEntries: number) => ({
  DirectoryListing: {
    partialListing: { FileStatuses: { FileStatus: names.map((pathSuffix) => ({ ...FILE, pathSuffix })) } },
    remainingEntries,
  },
});

export const listing = (names: readonly string[]) => ({
  FileStatuses: { FileStatus: names.map((pathSuffix) => ({ ...FILE, pathSuffix })) },
});
