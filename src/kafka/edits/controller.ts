import { setTimeout as sleep } from "node:timers/promises";
import { isFailure } from "../../core/failure";
import type { Text } from "../../core/text";
import { findTopic } from "../leaders";
import { fetchMetadata, type Topic } from "../metadata";
import type { Fields, Struct } from "../protocol/values";
import type { Acting } from "./editing";
import { notDone, refusal, UncertainFailure } from "./problems";

/** What the controller says of one topic. */
export interface Verdict {
  /** a code of Kafka, 0 where it was done */
  readonly error: number;
  readonly message?: string;
}

/** The controller has begun, and the brokers did not follow in time. */
const TIMED_OUT = 7;

/**
 * Asks the controller for a change of a topic, once.
 * @param refused says what was not done
 */
export async function askController<T extends Verdict>(
  acting: Acting,
  api: "CreateTopics" | "DeleteTopics",
  fields: Struct,
  read: (answer: Fields) => T,
  refused: Text,
  least?: number,
): Promise<T> {
  try {
    const { brokers, controllerId } = await acting.look((cluster, signal) => fetchMetadata(cluster, [], signal));
    // Behind KRaft any broker passes it on; with ZooKeeper only the controller takes it.
    const broker = brokers.some(({ id }) => id === controllerId) ? controllerId : (brokers[0]?.id ?? controllerId);
    const verdict = await acting.send(broker, api, { ...fields, timeoutMs: acting.patience }, read, least);
    if (!verdict.error) return verdict;
    const failure = refusal(verdict.error, refused, verdict.message);
    throw verdict.error === TIMED_OUT ? new UncertainFailure(failure) : failure;
  } catch (error) {
    throw notDone(error, refused);
  }
}

/** milliseconds until the next look */
const PAUSES = [50, 100, 200, 400, 800];

/** Waits a little until the brokers tell of topics what they should, so that rows are right when they are read again. */
export async function whenSeen(
  acting: Acting,
  names: readonly string[],
  asItShould: (topic: Topic | undefined) => boolean,
): Promise<void> {
  try {
    await acting.look(async (cluster, signal) => {
      for (const pause of PAUSES) {
        const found = await Promise.all(names.map((name) => findTopic(cluster, name, signal)));
        if (found.every(asItShould)) return;
        await sleep(pause, undefined, { signal });
      }
    });
  } catch (error) {
    // The change was made, whatever keeps us from seeing it.
    if (!isFailure(error)) throw error;
  }
}
