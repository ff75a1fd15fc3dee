import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createSecure } from "node:tls";

/** What happens to a connection: `drip` lets a byte a second through, `cut` ends it in the middle of the first answer. */
export type Mode = "pass" | "mute" | "drip" | "cut" | "garbage";

/** No protocol's: the first bytes are a length below 0, no type of Redis, and no HTTP. Garbage by chance is for fuzz tests. */
const GARBAGE = Buffer.from(Array.from({ length: 4_096 }, (_, at) => 0x80 | ((at * 151) & 0x7f)));

export interface Secured {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Stands in front of a real server, and spoils what goes through. */
export class FaultProxy {
  mode: Mode = "pass";
  port = 0;
  private server?: Server;
  private readonly sockets = new Set<Socket>();

  /** @param secured speaks TLS to its clients */
  constructor(
    private readonly target: number,
    private readonly secured?: Secured,
  ) {}

  async start(): Promise<this> {
    const serve = (socket: Socket) => this.serve(socket);
    this.server = this.secured ? createSecure(this.secured, serve) : createServer(serve);
    this.server.on("tlsClientError", () => {});
    this.server.listen(this.port, "127.0.0.1");
    await once(this.server, "listening");
    const address = this.server.address();
    this.port = typeof address === "object" && address ? address.port : 0;
    return this;
  }

  /** Ends all connections, so that the mode holds for the next ones. */
  set(mode: Mode): void {
    this.mode = mode;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Holds for the connections that are open as well. */
  spoil(mode: Mode): void {
    this.mode = mode;
  }

  /** Listens no more; `start` listens at the same port again. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.sockets.delete(socket));
  }

  private serve(client: Socket): void {
    this.keep(client);
    const { mode } = this;
    if (mode === "mute") return void client.resume();
    if (mode === "garbage") return void client.on("data", () => client.write(GARBAGE));
    const server = connect(this.target, "127.0.0.1");
    this.keep(server);
    client.pipe(server);
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
    let waiting = Buffer.alloc(0);
    server.on("data", (chunk) => {
      switch (this.mode) {
        case "pass":
          if (client.write(chunk)) return;
          server.pause();
          client.once("drain", () => server.resume());
          return;
        case "mute":
          return;
        case "garbage":
          client.write(GARBAGE);
          return;
        case "cut":
          client.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => client.destroy());
          return;
        case "drip":
          waiting = Buffer.concat([waiting, chunk]);
      }
    });
    const timer = setInterval(() => {
      if (waiting.length) client.write(waiting.subarray(0, 1));
      waiting = waiting.subarray(1);
    }, 1_000);
    client.on("close", () => clearInterval(timer));
  }
}
