import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { encodePath, type Path } from "../../src/hdfs/path";
import { SUPERUSER } from "../servers/hdfs-configuration";
import type { HdfsServer } from "../servers/shared";

/** Changes the real file system by WebHDFS, as the superuser: what the tests look at. */
export class Files {
  constructor(private readonly server: HdfsServer) {}

  mkdir(...path: Path): Promise<void> {
    return this.put("MKDIRS", path);
  }

  set(
    operation: "SETPERMISSION" | "SETOWNER" | "SETREPLICATION" | "SETXATTR" | "SETACL" | "SETTIMES",
    path: Path,
    params: Record<string, string>,
  ) {
    return this.put(operation, path, params);
  }

  /** Names of what is in a directory. */
  async names(...path: Path): Promise<string[]> {
    const answer = JSON.parse(await ask("GET", this.url("LISTSTATUS", path, {}))) as {
      FileStatuses: { FileStatus: { pathSuffix: string }[] };
    };
    return answer.FileStatuses.FileStatus.map(({ pathSuffix }) => pathSuffix).sort();
  }

  async content(...path: Path): Promise<string> {
    return ask("GET", JSON.parse(await ask("GET", this.url("OPEN", path, { noredirect: "true" }))).Location);
  }

  async remove(...path: Path): Promise<void> {
    await ask("DELETE", this.url("DELETE", path, { recursive: "true" }));
  }

  /** Writes a file. The DataNode gets the very path: the server's own redirect normalises accents. */
  async write(path: Path, body: Uint8Array | Readable, params: Record<string, string> = {}): Promise<void> {
    const url = this.url("CREATE", path, { overwrite: "true", noredirect: "true", ...params });
    const { Location: location } = JSON.parse(await ask("PUT", url)) as { Location: string };
    const target = new URL(location);
    await ask("PUT", `${target.origin}/webhdfs/v1${encodePath(path)}${target.search}`, body);
  }

  private async put(operation: string, path: Path, params: Record<string, string> = {}): Promise<void> {
    await ask("PUT", this.url(operation, path, params));
  }

  private url(op: string, path: Path, params: Record<string, string>): string {
    const query = Object.entries({ op, "user.name": SUPERUSER, ...params });
    const encoded = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
    return `${this.server.url}/webhdfs/v1${encodePath(path)}?${encoded}`;
  }
}

/** By node:http: a DataNode says "100 Continue" unasked, which `fetch` takes for an error. */
async function ask(method: string, url: string, body?: Uint8Array | Readable): Promise<string> {
  const asked = request(url, { method, agent, headers: { "content-type": "application/octet-stream" } });
  if (body instanceof Readable) body.pipe(asked);
  else asked.end(body);
  const [message] = (await once(asked, "response")) as [IncomingMessage];
  const answer = await text(message);
  if ((message.statusCode ?? 0) >= 300) throw new Error(`${method} ${url}: ${message.statusCode} ${answer}`);
  return answer;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Runs for each item, some at a time. */
export async function forEach<T>(items: readonly T[], atOnce: number, run: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of rest) await run(item);
    }),
  );
}

/** Names that have gone wrong in some client. */
export const NASTY: readonly string[] = [
  ..."%,100%,pct%41x,a%2Fb,a%252Fb,plus+plus,a b, lead,trail ,tab\tx,hash#x,question?x,amp&eq=x,semi;colon".split(","),
  ...'comma|[,[x],{a},back\\slash,quote\',"double",<x>,star*,tilde~,~7E,at@x,dollar$x,^`|,...,.hidden,_SUCCESS,-rf'.split(
    ",",
  ),
  "comma,comma",
  "line\nbreak",
  "中文.txt",
  "😀.txt",
  "\u00e9-nfc",
  "e\u0301-nfd",
  "\u202ereversed",
  "zero\u200bwidth",
  "\ufeffbom",
  "x".repeat(254),
  "名".repeat(80),
  "CON",
  "index.html",
  "webhdfs",
  "a=b&op=DELETE",
];
