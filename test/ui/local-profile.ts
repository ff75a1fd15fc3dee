import { servers } from "../servers/shared";

/** The settings with the servers of the test stage in a profile `local`. */
export function localSettings(): Record<string, unknown> {
  const { redis, kafka, hdfs } = servers();
  return {
    "clusterObserver.profiles": [
      {
        name: "local",
        color: "blue",
        connections: [
          { system: "hdfs", url: hdfs.url, user: "hadoop" },
          { system: "redis", url: `redis://localhost:${redis.port}` },
          { system: "kafka", brokers: kafka.brokers },
        ],
      },
    ],
  };
}
