import { type Address, child } from "../core/address";
import { type Text, text } from "../core/text";
import { pathOf } from "./path";

/** `/user/hadoop/a b`, or with what programs put in front of it: `hdfs://namenode:8020/user/hadoop/a b`. */
export function parseTyped(typed: string, root: Address): Address | Text {
  const path = typed.trim().replace(/^(s?webhdfs|hdfs|viewfs):\/\/[^/]*/i, "");
  const components = path.split("/").filter((component) => component !== "");
  const address = components.reduce((parent: Address, name) => child(parent, name), root);
  return pathOf(address) ? address : text("“.” and “..” are not names in HDFS: type the whole path");
}
