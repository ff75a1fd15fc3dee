import type { Edit } from "../../core/edit";
import { text } from "../../core/text";

/** What can be done in Kafka beside looking. */
export const EDITS_OF_KAFKA: readonly Edit[] = [
  { id: "createTopic", title: text("New Topic…"), on: ["kafka.topics", "connection"], group: "create" },
  {
    id: "produce",
    title: text("Produce Record…"),
    on: ["kafka.topic", "kafka.partition"],
    group: "create",
    goTo: "goToTopic",
  },
  { id: "resetOffsets", title: text("Reset Offsets…"), on: ["kafka.group"], group: "change", goTo: "goToGroup" },
  {
    id: "deleteTopic",
    title: text("Delete Topic…"),
    on: ["kafka.topic"],
    many: true,
    group: "remove",
    goTo: "goToTopic",
  },
];
