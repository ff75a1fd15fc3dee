import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { DEFAULT_USER, type HdfsPorts, SUPERUSER, writeConfiguration } from "./hdfs-configuration";
import { fetchLibrary } from "./maven";
import { type Daemon, freePort, isListening, launch, running, stop, waitUntil } from "./process";
import { java } from "./programs";
import type { HdfsServer } from "./shared";

const run = promisify(execFile);

const VERSION = "3.4.3";
const LIBRARY = {
  name: `hadoop-${VERSION}`,
  artifacts: [
    `org.apache.hadoop:hadoop-common:${VERSION}`,
    `org.apache.hadoop:hadoop-hdfs:${VERSION}`,
    `org.apache.hadoop:hadoop-hdfs-client:${VERSION}`,
  ],
} as const;

export interface HdfsStart {
  /** folder for jars, kept between runs: `.local/lib` */
  readonly libs: string;
  /** holds data, configuration, logs and pids; data outlive a restart */
  readonly dir: string;
  readonly httpPort: number;
  readonly rpcPort: number;
  /** of the NameNode, as Java's -Xmx takes it */
  readonly heap?: string;
  readonly log?: (line: string) => void;
}

/** Starts a NameNode and a DataNode on localhost, or finds those that run in `dir` already. Ready for reading and writing. */
export async function startHdfs(start: HdfsStart): Promise<HdfsServer> {
  const { heap = "384m", log } = start;
  const dir = resolve(start.dir);
  const { server, ports } = await prepareHdfs(start);
  const { classPath } = server;
  if (!running("namenode", dir)) log?.("Starting the NameNode and the DataNode");
  const namenode = await daemon("namenode", dir, [...javaOptions(heap), "-cp", classPath, NAMENODE]);
  const datanode = await daemon("datanode", dir, [...javaOptions("256m"), "-cp", classPath, DATANODE]);
  await waitUntil(namenode, () => isReady(server));
  await waitUntil(datanode, async () => (await isListening(ports.dataHttp)) && isReady(server));
  await makeHomes(server);
  return server;
}

/** All that starting needs: jars, ports, configuration, and a formatted file system. */
export async function prepareHdfs(start: HdfsStart): Promise<{ server: HdfsServer; ports: HdfsPorts }> {
  const { httpPort, rpcPort, log } = start;
  const [libs, dir] = [resolve(start.libs), resolve(start.dir)];
  if (!existsSync(join(libs, LIBRARY.name))) log?.(`Fetching Hadoop ${VERSION} from Maven Central`);
  const jars = await hadoopJars(libs);
  const ports = await choosePorts(dir, httpPort, rpcPort);
  writeConfiguration(dir, ports);
  const server: HdfsServer = {
    url: `http://localhost:${ports.http}`,
    fs: `hdfs://localhost:${ports.rpc}`,
    dir,
    classPath: [join(dir, "conf"), join(jars, "*")].join(delimiter),
  };
  if (running("namenode", dir)) return { server, ports };
  if (await isListening(ports.http)) throw new Error(`Port ${ports.http} is in use: HDFS cannot start there.`);
  if (await isListening(ports.rpc)) throw new Error(`Port ${ports.rpc} is in use: HDFS cannot start there.`);
  if (!existsSync(join(dir, "name", "current", "VERSION"))) {
    log?.("Formatting a new file system");
    await runHadoop(server, NAMENODE, ["-format", "-nonInteractive"]);
  }
  return { server, ports };
}

/** The folder of Hadoop's jars, fetched where they are not there yet. */
export const hadoopJars = (libs: string): Promise<string> => fetchLibrary(resolve(libs), LIBRARY);

/** Ends both servers; their data stay. */
export async function stopHdfs(dir: string): Promise<void> {
  for (const name of ["datanode", "namenode"]) {
    const found = running(name, dir);
    if (found) await stop(found);
  }
}

/** What the real `hdfs dfs <args>` prints, run as the superuser or as `user`. Rejects when it fails. */
export function hdfsDfs(server: HdfsServer, args: readonly string[], user = SUPERUSER): Promise<string> {
  // With Java's own choices, as a user runs it: a benchmark compares with it. A million entries take it 2 GB.
  const options = ["-Xmx4g", ...ENCODING];
  return runHadoop(server, "org.apache.hadoop.fs.FsShell", ["-fs", server.fs, ...args], { options, user });
}

/** Runs one of Hadoop's programs and gives what it prints. */
export async function runHadoop(
  { classPath }: HdfsServer,
  program: string,
  args: readonly string[],
  { options = javaOptions("256m"), user = SUPERUSER }: { options?: readonly string[]; user?: string } = {},
): Promise<string> {
  const { stdout } = await run(java(), [...options, "-cp", classPath, program, ...args], {
    env: { ...env, HADOOP_USER_NAME: user },
    maxBuffer: 1024 ** 3,
  });
  return stdout;
}

export const NAMENODE = "org.apache.hadoop.hdfs.server.namenode.NameNode";
export const DATANODE = "org.apache.hadoop.hdfs.server.datanode.DataNode";

// Java takes names in arguments and its output's encoding from the locale.
const env = {
  ...process.env,
  HADOOP_USER_NAME: SUPERUSER,
  LC_ALL: process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8",
};

const ENCODING = ["-Dfile.encoding=UTF-8"];

/** For servers and programs that shall start fast and stay small. */
export const javaOptions = (heap: string): string[] => [
  `-Xmx${heap}`,
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  ...ENCODING,
  "-Djava.net.preferIPv4Stack=true",
  // As Hadoop's own scripts do on Java 17; REST answers 500 without it.
  "--add-opens=java.base/java.lang=ALL-UNNAMED",
];

export async function daemon(name: string, dir: string, args: readonly string[]): Promise<Daemon> {
  return running(name, dir) ?? (await launch({ name, dir, command: java(), args, env, cwd: dir }));
}

/** The DataNode's ports are free ones, chosen once; the NameNode's are those of the first start as long as it runs. */
async function choosePorts(dir: string, http: number, rpc: number): Promise<HdfsPorts> {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, "ports.json");
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as HdfsPorts) : undefined;
  if (known && running("namenode", dir)) return known;
  const keep = async (port: number | undefined) => (port && !(await isListening(port)) ? port : freePort());
  const inUse = running("datanode", dir) !== undefined;
  const ports: HdfsPorts = {
    http,
    rpc,
    data: inUse && known ? known.data : await keep(known?.data),
    dataHttp: inUse && known ? known.dataHttp : await keep(known?.dataHttp),
    dataIpc: inUse && known ? known.dataIpc : await keep(known?.dataIpc),
  };
  writeFileSync(file, `${JSON.stringify(ports)}\n`);
  return ports;
}

/** An open port is not enough: a DataNode must have reported, and the NameNode must have left safe mode. */
async function isReady({ url }: HdfsServer): Promise<boolean> {
  const response = await fetch(`${url}/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState`, {
    signal: AbortSignal.timeout(5_000),
  });
  const { beans } = (await response.json()) as { beans: { NumLiveDataNodes: number; FSState: string }[] };
  return beans[0]?.FSState === "Operational" && beans[0].NumLiveDataNodes > 0;
}

/** As an administrator would: `/tmp` for everybody, and a home for the one who says no name. */
async function makeHomes(server: HdfsServer): Promise<void> {
  const home = `/user/${DEFAULT_USER}`;
  await put(server, home, "MKDIRS");
  await put(server, home, "SETOWNER", { owner: DEFAULT_USER, group: DEFAULT_USER });
  await put(server, "/tmp", "MKDIRS");
  await put(server, "/tmp", "SETPERMISSION", { permission: "1777" });
}

async function put({ url }: HdfsServer, path: string, op: string, more: Record<string, string> = {}): Promise<void> {
  const query = new URLSearchParams({ op, "user.name": SUPERUSER, ...more });
  const response = await fetch(`${url}/webhdfs/v1${path}?${query}`, { method: "PUT" });
  if (!response.ok) throw new Error(`${op} ${path}: ${response.status} ${await response.text()}`);
}
