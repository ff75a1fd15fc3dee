import type { System } from "../core/contract";
import { checkValues } from "./check";
import { bootstrapDoors } from "./doors";
import { EDITS_OF_KAFKA } from "./edits/list";
import { formatEndpoint, parseEndpoint } from "./endpoint";
import { fields } from "./fields";
import { goTo } from "./go-to";

export const kafka: System = {
  id: "kafka",
  title: "Kafka",
  fields,
  goTo,
  edits: EDITS_OF_KAFKA,
  offers: ["lag"],
  doors: bootstrapDoors,
  localhost: { port: 9092, values: { brokers: ["localhost:9092"] } },

  endpoint(values) {
    const brokers = Array.isArray(values.brokers) ? values.brokers.map(String) : [];
    const known = brokers.map((broker) => {
      const endpoint = parseEndpoint(broker);
      return endpoint ? formatEndpoint(endpoint).toLowerCase() : broker;
    });
    return [...new Set(known)].sort().join(",");
  },

  check: checkValues,

  async open(connection, context, signal) {
    const { openSession } = await import("./session");
    return openSession(connection, context, signal);
  },
};
