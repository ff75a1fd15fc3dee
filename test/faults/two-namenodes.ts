import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { DATANODE, daemon, hadoopJars, javaOptions, NAMENODE, runHadoop } from "../servers/hdfs";
import { type HdfsPorts, writeConfiguration } from "../servers/hdfs-configuration";
import { daemonsIn, freePort, running, signalGroup, stop, waitUntil } from "../servers/process";
import type { HdfsServer } from "../servers/shared";

type Id = "nn1" | "nn2";
const IDS: readonly Id[] = ["nn1", "nn2"];
const DATA = ["dn1", "dn2"] as const;
const FILE = "/kept.txt";

/** Two real NameNodes with a shared folder of edits, no ZooKeeper, and two DataNodes; `nn1` is active at first. */
export class TwoNameNodes {
  private constructor(
    private readonly dir: string,
    private readonly server: HdfsServer,
    private readonly http: Readonly<Record<Id, number>>,
    /** of the first one */
    private readonly rpc: number,
  ) {}

  static async start(dir: string): Promise<TwoNameNodes> {
    const ports: HdfsPorts = await portsOf();
    const [http, rpc] = [
      { nn1: ports.http, nn2: await freePort() },
      { nn1: ports.rpc, nn2: await freePort() },
    ];
    const place = (name: string) => pathToFileURL(join(dir, name)).href;
    mkdirSync(dir, { recursive: true });
    writeConfiguration(dir, ports, {
      "dfs.nameservices": "two",
      "dfs.ha.namenodes.two": IDS.join(","),
      "dfs.ha.automatic-failover.enabled": "false",
      "dfs.ha.fencing.methods": "shell(/bin/true)",
      "dfs.client.failover.proxy.provider.two":
        "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider",
      "dfs.namenode.shared.edits.dir": place("shared"),
      ...Object.fromEntries(
        IDS.flatMap((id) => [
          [`dfs.namenode.rpc-address.two.${id}`, `localhost:${rpc[id]}`],
          [`dfs.namenode.http-address.two.${id}`, `localhost:${http[id]}`],
          [`dfs.namenode.name.dir.two.${id}`, place(id)],
        ]),
      ),
    });
    const jars = await hadoopJars(".local/lib");
    const classPath = [join(dir, "conf"), join(jars, "*")].join(delimiter);
    const server: HdfsServer = { url: `http://localhost:${http.nn1}`, fs: "hdfs://two", dir, classPath };
    await runHadoop(server, NAMENODE, ["-D", "dfs.ha.namenode.id=nn1", "-format", "-nonInteractive"]);
    // What -bootstrapStandby would bring over.
    cpSync(join(dir, "nn1"), join(dir, "nn2"), { recursive: true });
    const two = new TwoNameNodes(dir, server, http, ports.rpc);
    await Promise.all(IDS.map((id) => two.startNameNode(id)));
    await Promise.all([two.activate("nn1"), ...DATA.map((name) => two.startDataNode(name))]);
    await two.keepFile();
    // The first question takes long, until all that answers it is loaded.
    await Promise.all(Object.values(http).map((port) => fetch(`http://localhost:${port}/webhdfs/v1${FILE}?op=OPEN`)));
    return two;
  }

  /** The fields of a connection to both. */
  get values() {
    return { url: `http://localhost:${this.http.nn1}`, standby: [`http://localhost:${this.http.nn2}`] };
  }

  readonly file = FILE.slice(1);

  signal(name: string, signal: NodeJS.Signals): void {
    const found = running(name, this.dir);
    if (found) signalGroup(found.pid, signal);
  }

  async startNameNode(id: Id): Promise<void> {
    const args = [...javaOptions("192m"), "-cp", this.server.classPath, NAMENODE, "-D", `dfs.ha.namenode.id=${id}`];
    const started = await daemon(id, this.dir, args);
    await waitUntil(started, async () => (await this.stateOf(id)) !== undefined);
  }

  async startDataNode(name: string): Promise<void> {
    const { classPath } = this.server;
    const registered = await this.registered();
    const args = [...javaOptions("160m"), "-cp", classPath, DATANODE, ...dataOptions(this.dir, name)];
    const started = await daemon(name, this.dir, args);
    // A NameNode goes on to count one that was killed until it has missed its signs of life for long.
    await waitUntil(started, async () => (await this.registered()) > registered);
  }

  /** As an administrator would, when the other one is gone. */
  async activate(id: Id): Promise<void> {
    await runHadoop(this.server, "org.apache.hadoop.hdfs.tools.DFSHAAdmin", [
      "-transitionToActive",
      "--forceactive",
      id,
    ]);
    while ((await this.stateOf(id)) !== "active") await new Promise((go) => setTimeout(go, 100));
  }

  /** The DataNode that has the only copy of the file. */
  get keeper(): string {
    const found = DATA.find((name) =>
      readdirSync(join(this.dir, name), { recursive: true }).some((entry) => /\bblk_\d+$/.test(String(entry))),
    );
    if (!found) throw new Error("No DataNode has the file.");
    return found;
  }

  async stop(): Promise<void> {
    const all = daemonsIn(this.dir);
    for (const { pid } of all) signalGroup(pid, "SIGCONT");
    await Promise.all(all.map((one) => stop(one)));
  }

  private async keepFile(): Promise<void> {
    const local = join(this.dir, "kept");
    writeFileSync(local, "kept");
    const shell = "org.apache.hadoop.fs.FsShell";
    await runHadoop(this.server, shell, ["-D", "dfs.replication=1", "-put", local, FILE]);
  }

  private async stateOf(id: Id): Promise<string | undefined> {
    return (await this.bean(id, "NameNodeStatus"))?.State as string | undefined;
  }

  /** How often DataNodes have come to the first NameNode. */
  private async registered(): Promise<number> {
    return Number((await this.bean("nn1", `RpcDetailedActivityForPort${this.rpc}`))?.RegisterDatanodeNumOps ?? 0);
  }

  private async bean(id: Id, name: string): Promise<Record<string, unknown> | undefined> {
    const url = `http://localhost:${this.http[id]}/jmx?qry=Hadoop:service=NameNode,name=${name}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return ((await answer.json()) as { beans: Record<string, unknown>[] }).beans[0];
  }
}

async function portsOf(): Promise<HdfsPorts> {
  const [http, rpc, data, dataHttp, dataIpc] = [0, 0, 0, 0, 0].map(() => freePort());
  return {
    http: (await http) ?? 0,
    rpc: (await rpc) ?? 0,
    data: (await data) ?? 0,
    dataHttp: (await dataHttp) ?? 0,
    dataIpc: (await dataIpc) ?? 0,
  };
}

/** Ports of the system's choice: the NameNode is told. */
function dataOptions(dir: string, name: string): readonly string[] {
  const anywhere = ["address", "http.address", "ipc.address"].map((one) => `dfs.datanode.${one}=127.0.0.1:0`);
  const options = [`dfs.datanode.data.dir=${pathToFileURL(join(dir, name)).href}`, ...anywhere];
  return options.flatMap((option) => ["-D", option]);
}
