import { delimiter, dirname, join } from "node:path";
import { compileJava } from "../java";
import { fetchLibrary } from "../maven";
import { LIBS } from "../places";
import { java } from "../programs";
import type { KafkaServer } from "../shared";

/** What Kafka's own command line tools do without. */
const STREAMS = {
  name: "kafka-streams-4.3.1",
  artifacts: ["org.apache.kafka:kafka-streams:4.3.1"],
  bare: true,
} as const;

/** How the program with the actors is run against this server. It is compiled the first time. */
export async function actorsProgram(kafka: KafkaServer): Promise<{ command: string; args: readonly string[] }> {
  const streams = await fetchLibrary(LIBS, STREAMS);
  const jars = [dirname(kafka.classPath), streams];
  const classes = await compileJava(LIBS, { name: "kafka-actors", folder: __dirname, jars });
  const classPath = [classes, ...jars.map((folder) => join(folder, "*"))].join(delimiter);
  // A heap that is not given back costs less than one that is collected all the time.
  const options = ["-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"];
  return {
    command: java(),
    // Answers go to stdout: no line of a log may run into them.
    args: [...options, "-Dlog4j2.level=OFF", "-cp", classPath, "Actors", kafka.brokers.join(",")],
  };
}
