import { request } from "node:http";
import { DEFAULT_USER, SUPERUSER } from "../hdfs-configuration";
import type { HdfsServer } from "../shared";
import { DAY, HOUR, numbers, type Order, pick } from "./catalogue";

/** Puts the tutorial's file into HDFS, and a day of the shop's logs with owners and permissions as one meets them. */
export async function fillHdfs(server: HdfsServer, orders: readonly Order[], now: number): Promise<void> {
  const hdfs = new Writer(server);
  const user = DEFAULT_USER;
  await hdfs.folder(`/user/${user}/test`, user);
  await hdfs.file(`/user/${user}/test/test.txt`, "hello world\n", { owner: user });

  const today = Math.floor(now / DAY) * DAY;
  const day = new Date(today - DAY).toISOString().slice(0, 10);
  const logs = `/data/shop/logs/${day}`;
  await hdfs.folder("/data/shop", "shop", "shop");
  await hdfs.folder(logs, "shop", "analytics");
  await hdfs.folder("/data/shop/logs", "shop", "analytics");
  const hours = Array.from({ length: 24 }, (_, hour) => `${hour}`.padStart(2, "0"));
  await Promise.all(
    hours.map((hour) => {
      const start = Date.parse(`${day}T${hour}:00:00Z`);
      return hdfs.file(`${logs}/app-${hour}.log`, applicationLog(start, orders), log(start + HOUR));
    }),
  );
  await hdfs.file(`${logs}/订单-00.log`, orderLog(orders.slice(0, 300)), log(today - DAY + 12 * HOUR));
  await hdfs.file(`${logs}/订单-01.log`, orderLog(orders.slice(300)), log(today));
  await hdfs.folder(`/data/shop/export/orders/date=${day}`, "etl", "analytics");
  await hdfs.file(`/data/shop/export/orders/date=${day}/part-00000.json`, jsonLines(orders), {
    owner: "etl",
    group: "analytics",
    permission: "664",
  });
  await hdfs.file(`/data/shop/export/orders/date=${day}/_SUCCESS`, "", { owner: "etl", group: "analytics" });
  await hdfs.folder("/data/shop/reports", "analyst", "analytics", "775");
  await hdfs.file("/data/shop/reports/报表 100% final #1.csv", report(orders), {
    owner: "analyst",
    group: "analytics",
  });
  await hdfs.folder("/data/shop/inbox", "shop", "shop", "1777");
  await hdfs.folder("/data/shop/payroll", "finance", "finance", "700");
  await hdfs.file("/data/shop/payroll/2026.csv", "name,salary\n", {
    owner: "finance",
    group: "finance",
    permission: "600",
  });
}

const log = (modified: number): FileFacts => ({ owner: "shop", group: "analytics", permission: "644", modified });

function applicationLog(start: number, orders: readonly Order[]): string {
  const random = numbers(start);
  const lines = Array.from({ length: 150 + Math.floor(random() * 250) }, () => {
    const at = start + Math.floor(random() * HOUR);
    const { id, customer } = pick(orders, random);
    const [level, text] = pick(
      [
        ["INFO ", `GET /orders/${id} 200 ${Math.floor(random() * 90)}ms customer=${customer}`],
        ["INFO ", `POST /cart 201 ${Math.floor(random() * 40)}ms customer=${customer}`],
        ["DEBUG", `session renewed customer=${customer}`],
        ["WARN ", `payment of ${id} took ${1_000 + Math.floor(random() * 4_000)}ms`],
        ["ERROR", `支付超时 order=${id}: no answer from the bank, trying again`],
      ] as const,
      () => random() ** 2,
    );
    return `${new Date(at).toISOString()} ${level} [worker-${1 + Math.floor(random() * 8)}] ${text}`;
  });
  return `${lines.sort().join("\n")}\n`;
}

const orderLog = (orders: readonly Order[]): string =>
  orders.map(({ id, at, city, total }) => `${new Date(at).toISOString()}\t${id}\t${city}\t¥${total / 100}\n`).join("");

const jsonLines = (orders: readonly Order[]): string => orders.map((order) => `${JSON.stringify(order)}\n`).join("");

function report(orders: readonly Order[]): string {
  const sums = new Map<string, number>();
  for (const { city, total } of orders) sums.set(city, (sums.get(city) ?? 0) + total);
  return `city,total\n${[...sums].map(([city, total]) => `${city},${(total / 100).toFixed(2)}\n`).join("")}`;
}

interface FileFacts {
  readonly owner: string;
  readonly group?: string;
  readonly permission?: string;
  /** milliseconds since 1970 */
  readonly modified?: number;
}

/** Writes as the superuser, over REST. */
class Writer {
  constructor(private readonly server: HdfsServer) {}

  async folder(path: string, owner: string, group = owner, permission = "755"): Promise<void> {
    await this.send("PUT", path, { op: "MKDIRS" });
    await this.send("PUT", path, { op: "SETOWNER", owner, group });
    await this.send("PUT", path, { op: "SETPERMISSION", permission });
  }

  async file(
    path: string,
    content: string,
    { owner, group = owner, permission = "644", modified }: FileFacts,
  ): Promise<void> {
    await this.send("PUT", path, { op: "CREATE", overwrite: "true", permission }, content);
    await this.send("PUT", path, { op: "SETOWNER", owner, group });
    if (modified) await this.send("PUT", path, { op: "SETTIMES", modificationtime: `${modified}`, accesstime: "-1" });
  }

  private async send(method: string, path: string, query: Record<string, string>, body?: string): Promise<void> {
    const names = path.split("/").map(encodeURIComponent).join("/");
    const url = `${this.server.url}/webhdfs/v1${names}?${new URLSearchParams({ ...query, "user.name": SUPERUSER })}`;
    let answer = await ask(method, url);
    if (body !== undefined && answer.location) answer = await ask(method, answer.location, body);
    if (answer.status >= 400) throw new Error(`${query.op} ${path}: ${answer.status} ${answer.text}`);
  }
}

interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly text: string;
}

/** Not by `fetch`: a DataNode says "100 Continue" unasked, which that one takes for a broken answer. */
function ask(method: string, url: string, body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers: { "content-type": "application/octet-stream" } }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.once("error", reject);
      response.once("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, location: headers.location, text: Buffer.concat(pieces).toString() });
      });
    });
    asking.once("error", reject);
    asking.end(body);
  });
}
