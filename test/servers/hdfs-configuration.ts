import { mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The superuser of the file system, whoever runs it. */
export const SUPERUSER = "hdfs";
/** Who a REST client is that says no name: owner of `/user/hadoop`. */
export const DEFAULT_USER = "hadoop";

export interface HdfsPorts {
  /** the NameNode's web interface and its RPC */
  readonly http: number;
  readonly rpc: number;
  /** the DataNode's: block transfer, web interface, RPC */
  readonly data: number;
  readonly dataHttp: number;
  readonly dataIpc: number;
}

/** Writes `<dir>/conf`: the site files (`more`: of hdfs-site), the logging with its audit log, and the empty web pages that REST needs. */
export function writeConfiguration(dir: string, ports: HdfsPorts, more: Readonly<Record<string, string>> = {}): void {
  const conf = join(dir, "conf");
  // Hadoop looks for these folders on the class path; the jars of Maven Central do not hold them.
  for (const name of ["hdfs", "datanode", "static"])
    mkdirSync(join(conf, "webapps", name, "WEB-INF"), { recursive: true });
  writeFileSync(
    join(conf, "core-site.xml"),
    siteFile({
      "fs.defaultFS": `hdfs://localhost:${ports.rpc}`,
      "hadoop.http.staticuser.user": DEFAULT_USER,
      "hadoop.user.group.static.mapping.overrides": superusers().join(";"),
      "hadoop.tmp.dir": join(dir, "tmp"),
      // Minutes: with a trash, as a cluster in use has it.
      "fs.trash.interval": "360",
    }),
  );
  writeFileSync(
    join(conf, "hdfs-site.xml"),
    siteFile({
      "dfs.replication": "1",
      "dfs.namenode.name.dir": fileUri(dir, "name"),
      "dfs.namenode.rpc-bind-host": "127.0.0.1",
      "dfs.namenode.http-address": `localhost:${ports.http}`,
      "dfs.namenode.http-bind-host": "127.0.0.1",
      "dfs.namenode.safemode.extension": "0",
      "dfs.datanode.data.dir": fileUri(dir, "data"),
      "dfs.datanode.hostname": "localhost",
      "dfs.datanode.address": `127.0.0.1:${ports.data}`,
      "dfs.datanode.http.address": `127.0.0.1:${ports.dataHttp}`,
      "dfs.datanode.ipc.address": `127.0.0.1:${ports.dataIpc}`,
      "dfs.blockreport.initialDelay": "0",
      "dfs.heartbeat.interval": "1",
      ...more,
    }),
  );
  writeFileSync(join(conf, "log4j.properties"), logging(join(dir, "hdfs-audit.log")));
}

/**
 * Whoever starts a local HDFS may do everything in it, by any of the names that a client takes from the system:
 * Python's InsecureClient without a user sends the login's name, and shall write below /user/hadoop.
 */
function superusers(): string[] {
  const names = [SUPERUSER, userInfo().username, process.env.LOGNAME, process.env.USER];
  return [
    "dr.who=",
    ...new Set(names.filter((name) => name && name !== DEFAULT_USER).map((name) => `${name}=supergroup`)),
  ];
}

const fileUri = (dir: string, name: string): string => pathToFileURL(join(dir, name)).href;

function siteFile(properties: Readonly<Record<string, string>>): string {
  const escaped = (value: string) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const rows = Object.entries(properties).map(
    ([name, value]) => `  <property><name>${name}</name><value>${escaped(value)}</value></property>`,
  );
  return `<?xml version="1.0"?>\n<configuration>\n${rows.join("\n")}\n</configuration>\n`;
}

/** Every look and every change leaves a line in the audit log: `cmd=open src=/path`. Tests read it. */
function logging(auditLog: string): string {
  return `log4j.rootLogger=WARN, console
log4j.appender.console=org.apache.log4j.ConsoleAppender
log4j.appender.console.target=System.err
log4j.appender.console.layout=org.apache.log4j.PatternLayout
log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %p %c: %m%n
log4j.logger.org.apache.hadoop.util.NativeCodeLoader=ERROR
log4j.logger.org.apache.hadoop.hdfs.server.namenode.FSNamesystem.audit=INFO, audit
log4j.additivity.org.apache.hadoop.hdfs.server.namenode.FSNamesystem.audit=false
log4j.appender.audit=org.apache.log4j.FileAppender
log4j.appender.audit.File=${auditLog.replaceAll("\\", "/")}
log4j.appender.audit.encoding=UTF-8
log4j.appender.audit.layout=org.apache.log4j.PatternLayout
log4j.appender.audit.layout.ConversionPattern=%d{ISO8601} %m%n
`;
}
