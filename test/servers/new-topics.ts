import { setTimeout as sleep } from "node:timers/promises";
import type { Admin, ITopicConfig } from "kafkajs";

/**
 * Makes topics, and waits until the leader of each partition answers for it: a topic is made before each broker knows of
 * it, on a machine that has just begun by seconds. (kafkajs's own `waitForLeaders` gives up when a broker does not know
 * the topic yet.) False where all of them were there.
 */
export async function newTopics(admin: Admin, ...topics: readonly ITopicConfig[]): Promise<boolean> {
  const made = await admin.createTopics({ topics: [...topics], waitForLeaders: false });
  for (const { topic } of topics) await offsetsOnceKnown(admin, topic);
  return made;
}

const NOT_YET: readonly unknown[] = ["UNKNOWN_TOPIC_OR_PARTITION", "LEADER_NOT_AVAILABLE", "NOT_LEADER_FOR_PARTITION"];

export async function offsetsOnceKnown(admin: Admin, topic: string): ReturnType<Admin["fetchTopicOffsets"]> {
  for (let tries = 0; ; tries++) {
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      const notYet = error instanceof Error && "type" in error && NOT_YET.includes(error.type);
      if (!notYet || tries === 60) throw error;
      await sleep(500);
    }
  }
}
