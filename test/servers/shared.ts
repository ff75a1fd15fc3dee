/** What a running server tells the tests: plain data, so that it travels through the environment. */
export interface RedisServer {
  readonly port: number;
  readonly dir: string;
}

export interface KafkaServer {
  /** `host:port` of every broker */
  readonly brokers: readonly string[];
  readonly dir: string;
  /** class path of the command line tools, for `java -cp` */
  readonly classPath: string;
}

export interface HdfsServer {
  /** of the NameNode's web interface: `http://localhost:9870` */
  readonly url: string;
  /** `hdfs://localhost:<port>`, for `hdfs dfs -fs` */
  readonly fs: string;
  readonly dir: string;
  readonly classPath: string;
}

export interface Servers {
  readonly redis: RedisServer;
  readonly kafka: KafkaServer;
  readonly hdfs: HdfsServer;
}

/** Holds `Servers` as JSON while a test stage runs. */
export const SERVERS_VARIABLE = "CLUSTER_OBSERVER_TEST_SERVERS";

/** The real servers that the stage has started. */
export function servers(): Servers {
  const json = process.env[SERVERS_VARIABLE];
  if (!json) throw new Error("No servers: run this through `npm run test:servers`.");
  return JSON.parse(json) as Servers;
}
