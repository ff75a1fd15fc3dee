import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Stands in front of a DataNode: slows down what goes through, and cuts the first connections after some bytes. */
export class SlowProxy {
  /** bytes a second, each way; 0: nothing goes through any more */
  rate = Number.POSITIVE_INFINITY;
  /** bytes after which each of the next connections is cut, in turn */
  cuts: number[] = [];
  port = 0;
  private server?: Server;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly target: number) {}

  get connections(): number {
    return this.sockets.size;
  }

  async start(): Promise<this> {
    this.server = createServer((socket) => this.serve(socket));
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    const closed = this.server && once(this.server, "close");
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private serve(client: Socket): void {
    const server = connect(this.target, "127.0.0.1");
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => this.sockets.delete(socket));
    }
    client.on("close", () => server.destroy());
    let left = this.cuts.shift() ?? Number.POSITIVE_INFINITY;
    const pass = async (from: Socket, to: Socket) => {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        for (let at = 0; at < chunk.length; at += 16_384) {
          const piece = chunk.subarray(at, Math.min(at + 16_384, at + left));
          left -= piece.length;
          while (this.rate === 0 && !client.destroyed) await sleep(20);
          if (Number.isFinite(this.rate) && this.rate > 0) await sleep((piece.length / this.rate) * 1_000);
          if (!to.write(piece)) await Promise.race([once(to, "drain"), once(to, "close")]);
          if (left <= 0) return void client.end().destroySoon();
        }
      }
      to.end();
    };
    pass(client, server).catch(() => client.destroy());
    // What the server has said before it closed still arrives.
    pass(server, client).catch(() => client.destroy());
  }
}
