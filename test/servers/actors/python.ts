import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { python } from "../../interop/python";
import type { KafkaServer } from "../shared";

/** A member of a classic group by kafka-python that keeps up until it is killed. It has its partitions already. */
export async function pythonMember(kafka: KafkaServer, group: string, topic: string) {
  const { command, env } = await python();
  const args = [join(__dirname, "classic_group.py"), kafka.brokers.join(","), group, topic];
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(child, "close");
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000);
  });
  await Promise.race([
    once(child.stdout, "data"),
    closed.then(() => {
      throw new Error(`The Python consumer has ended: ${said}`);
    }),
  ]);
  return {
    /** As a crash does: without a word to the group. */
    async kill(): Promise<void> {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
