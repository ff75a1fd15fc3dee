import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sendException } from "../fake";

/** `lose`: it is done, and the answer is cut off · `refuse`: it is not done */
export type Spoil = "lose" | "refuse" | undefined;

/** Stands in front of a NameNode, and spoils what it is told to. */
export class NameNodeProxy {
  /** by `PUT RENAME /path/from /path/to` */
  spoil: (asked: string) => Spoil = () => undefined;
  url = "";
  private server?: Server;

  constructor(private readonly target: string) {}

  async start(): Promise<this> {
    this.server = createServer((asked, answer) => this.serve(asked, answer));
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    const closed = this.server && once(this.server, "close");
    this.server?.close();
    this.server?.closeAllConnections();
    await closed;
  }

  private serve(asked: IncomingMessage, answer: ServerResponse): void {
    const { method = "GET", url = "/", headers } = asked;
    const { pathname, searchParams } = new URL(url, this.target);
    const path = decodeURIComponent(pathname.replace("/webhdfs/v1", ""));
    const spoil = this.spoil(
      [method, searchParams.get("op"), path, searchParams.get("destination")].filter(Boolean).join(" "),
    );
    if (spoil === "refuse") {
      sendException(answer, 403, "IOException", "spoilt");
      return;
    }
    const passed = request(new URL(url, this.target), { method, headers }, (message) => {
      if (spoil === "lose") {
        message.resume().on("end", () => answer.destroy());
        return;
      }
      answer.writeHead(message.statusCode ?? 500, message.headers);
      message.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  }
}
