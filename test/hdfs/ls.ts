import assert from "node:assert/strict";
import type { Node } from "../../src/core/contract";
import type { Text } from "../../src/core/text";
import { say } from "../support/session";
import { detail } from "./opened";

/** A line of `hdfs dfs -ls`. */
export interface Row {
  readonly type: string;
  readonly permission: string;
  readonly replication: string;
  readonly owner: string;
  readonly size: string;
  readonly time: string;
}

/** What a row of ours says, in the words of the tool. */
export function row(node: Node): Row {
  const parts = [...(node.detail ?? [])];
  const length = node.readable ? figure(parts.shift(), "size") : 0n;
  const time = figure(parts.shift(), "age");
  const [owner = "", permission = "", replication] = parts.map(say);
  return {
    type: node.expandable ? "d" : "-",
    permission,
    replication: node.readable ? (replication ?? "").replace("replication ", "") : "-",
    owner,
    size: String(length),
    time: minute(Number(time)),
  };
}

function figure(part: Text | undefined, as: "size" | "age"): number | bigint {
  assert.ok(part && "as" in part && part.as === as, detail(part && [part]));
  return part.value;
}

const minute = (ms: number): string => {
  const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16).replace("T", " ");
};

/** `drwxr-xr-x   - hdfs supergroup          0 2026-11-23 21:23 /tmp` */
export function parseLs(output: string, prefix: string): Map<string, Row> {
  const rows = new Map<string, Row>();
  const LINE = /^([d-])(\S{9})\+?\s+(\S+)\s+(\S+)\s+\S+\s+(\d+) (\S+ \S+) (\/.*)$/;
  for (const line of output.split("\n")) {
    const [, type = "", permission = "", replication = "", owner = "", size = "", time = "", path = ""] =
      LINE.exec(line) ?? [];
    if (path.startsWith(prefix))
      rows.set(path.slice(prefix.length), { type, permission, replication, owner, size, time });
  }
  return rows;
}
