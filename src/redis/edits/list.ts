import type { Edit } from "../../core/edit";
import { text } from "../../core/text";

/** What can be done in Redis beside looking. */
export const EDITS_OF_REDIS: readonly Edit[] = [
  {
    id: "setKey",
    title: text("Set Key…"),
    on: ["redis.namespace", "redis.database", "redis.key", "connection"],
    group: "create",
  },
  { id: "rename", title: text("Rename…"), on: ["redis.key"], group: "change", goTo: "goToKey" },
  { id: "setTtl", title: text("Set Time to Live…"), on: ["redis.key"], many: true, group: "change", goTo: "goToKey" },
  { id: "delete", title: text("Delete…"), on: ["redis.key"], many: true, group: "remove", goTo: "goToKey" },
  {
    id: "deletePattern",
    title: text("Delete Keys by Pattern…"),
    on: ["redis.namespace", "redis.database", "connection"],
    group: "remove",
  },
];
