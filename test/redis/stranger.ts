import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** Something that listens where a Redis should, and what it does with a connection. */
export class Stranger {
  private readonly server: Server;
  readonly sockets = new Set<Socket>();
  /** ends of connections, however they came about */
  closed = 0;

  constructor(behave: (socket: Socket) => void) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.sockets.delete(socket);
        this.closed++;
      });
      behave(socket);
      socket.resume();
    });
  }

  async start(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    const address = this.server.address();
    return `redis://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }
}

export async function met<T>(
  behave: (socket: Socket) => void,
  use: (url: string, stranger: Stranger) => Promise<T>,
): Promise<T> {
  const stranger = new Stranger(behave);
  const url = await stranger.start();
  try {
    return await use(url, stranger);
  } finally {
    await stranger.stop();
  }
}

/** Waits until the other side has seen the end of every connection. */
export async function allGone(stranger: Stranger): Promise<void> {
  while (stranger.sockets.size) await new Promise((resolve) => setTimeout(resolve, 5));
}

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const INFO = bulk("redis_version:7.0.0\r\nredis_mode:standalone\r\nmaxmemory_policy:noeviction\r\n");

/** A Redis that answers INFO, and leaves everything else to `answer`. */
export function almostRedis(answer: (request: string, socket: Socket) => void): (socket: Socket) => void {
  return (socket) =>
    socket.on("data", (chunk) => {
      const request = chunk.toString("latin1");
      const answered = request.match(/\r\ninfo\r\n|\r\nsetname\r\n/gi) ?? [];
      for (const name of answered) socket.write(/info/i.test(name) ? INFO : "+OK\r\n");
      if (!answered.length) answer(request, socket);
    });
}
