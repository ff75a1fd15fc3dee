import { join } from "node:path";
import { build } from "esbuild";
import { python } from "../../interop/python";
import type { LagCluster } from "./cluster";
import type { Command } from "./worker";

/** `javaAdmin` asks for all that we ask for; the others for the ends alone, which is what the tool's columns need. */
export const PEERS = ["javaAdmin", "javaAdminEnds", "confluentKafka", "kafkaPython"] as const;
export type Peer = (typeof PEERS)[number];

/** The newest of each at the time of writing. */
const PACKAGES = { folder: "python-lag-1", packages: ["confluent-kafka==2.16.1", "kafka-python==3.0.12"] };

/** The programs that find the same lags by other means. */
export async function peers({ admin, server }: LagCluster): Promise<Readonly<Record<Peer, Command>>> {
  const { command, env } = await python(PACKAGES);
  const program = (file: string): Command => ({
    command,
    args: [join(__dirname, file), server.brokers.join(",")],
    env,
  });
  return {
    javaAdmin: admin,
    javaAdminEnds: { ...admin, args: [...admin.args, "ends"] },
    confluentKafka: program("lag_confluent.py"),
    kafkaPython: program("lag_kafka_python.py"),
  };
}

/** Ours is bundled as the extension is: modules that are loaded one by one run slower. */
export async function ours(dir: string): Promise<Command> {
  const outfile = join(dir, "lag-ours.cjs");
  const entryPoints = [join(__dirname, "ours.ts")];
  const options = { bundle: true, minify: true, platform: "node", format: "cjs", logLevel: "warning" } as const;
  await build({ entryPoints, outfile, ...options });
  return { command: process.execPath, args: ["--expose-gc", outfile] };
}
