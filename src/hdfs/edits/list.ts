import type { Edit } from "../../core/edit";
import { text } from "../../core/text";

const DIRECTORIES = ["hdfs.directory", "connection"] as const;
const ENTRIES = ["hdfs.directory", "hdfs.file", "hdfs.symlink"] as const;
/** how the palette asks for what an edit is about */
const goTo = "goToPath";

/** What can be done in HDFS beside looking. */
export const EDITS_OF_HDFS: readonly Edit[] = [
  { id: "makeDirectory", title: text("New Directory…"), on: DIRECTORIES, group: "create", goTo },
  { id: "rename", title: text("Rename…"), on: ENTRIES, group: "change", goTo },
  { id: "move", title: text("Move…"), on: ENTRIES, many: true, group: "change", goTo },
  {
    id: "setPermission",
    title: text("Set Permission…"),
    on: ["hdfs.directory", "hdfs.file"],
    many: true,
    group: "change",
    goTo,
  },
  { id: "setReplication", title: text("Set Replication…"), on: ["hdfs.file"], many: true, group: "change", goTo },
  { id: "upload", title: text("Upload Files…"), on: DIRECTORIES, group: "transfer", goTo, drop: "files" },
  { id: "uploadFolder", title: text("Upload Folder…"), on: DIRECTORIES, group: "transfer", goTo },
  {
    id: "download",
    title: text("Download…"),
    on: ["hdfs.directory", "hdfs.file"],
    many: true,
    reads: true,
    group: "transfer",
    goTo,
  },
  { id: "delete", title: text("Delete…"), on: ENTRIES, many: true, group: "remove", goTo },
];
