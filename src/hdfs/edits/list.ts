import type { Edit } from "../../core/edit";
import { text } from "../../core/text";

const DIRECTORIES = ["hdfs.directory", "connection"] as const;
const ENTRIES = ["hdfs.directory", "hdfs.file", "hdfs.symlink"] as const;

/** What can be done in HDFS beside looking. */
export const EDITS_OF_HDFS: readonly Edit[] = [
  { id: "makeDirectory", title: text("New Directory…"), on: DIRECTORIES, group: "create" },
  { id: "rename", title: text("Rename…"), on: ENTRIES, group: "change" },
  { id: "move", title: text("Move…"), on: ENTRIES, many: true, group: "change" },
  {
    id: "setPermission",
    title: text("Set Permission…"),
    on: ["hdfs.directory", "hdfs.file"],
    many: true,
    group: "change",
  },
  { id: "setReplication", title: text("Set Replication…"), on: ["hdfs.file"], many: true, group: "change" },
  { id: "upload", title: text("Upload Files…"), on: DIRECTORIES, group: "transfer", drop: "files" },
  { id: "uploadFolder", title: text("Upload Folder…"), on: DIRECTORIES, group: "transfer" },
  {
    id: "download",
    title: text("Download…"),
    on: ["hdfs.directory", "hdfs.file"],
    many: true,
    reads: true,
    group: "transfer",
  },
  { id: "delete", title: text("Delete…"), on: ENTRIES, many: true, group: "remove" },
];
