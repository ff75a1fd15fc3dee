// Reads a heap snapshot and prints { bytes, sets }: what is in use, and how many objects of the class Set there are.
import { readFileSync } from "node:fs";

const { snapshot, nodes, strings } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { node_fields: fields, node_types: types } = snapshot.meta;
const [type, name, size] = ["type", "name", "self_size"].map((field) => fields.indexOf(field));
let bytes = 0;
let sets = 0;
for (let at = 0; at < nodes.length; at += fields.length) {
  bytes += nodes[at + size];
  if (types[0][nodes[at + type]] === "object" && strings[nodes[at + name]] === "Set") sets++;
}
console.log(JSON.stringify({ bytes, sets }));
