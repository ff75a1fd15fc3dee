// Writes the list of what may be sent to each system into the README, from the constants that the clients enforce.
import { DOWNLOADS, EDITS, ALLOWED as HDFS } from "../src/hdfs/allowed";
import { ALLOWED as KAFKA, LOGIN } from "../src/kafka/allowed";
import { ALLOWED as REDIS } from "../src/redis/allowed";
import { HANDSHAKE } from "../src/redis/guarded";

const BEGIN = "<!-- allowed: written by npm run manifest -->";
const END = "<!-- /allowed -->";

const ROWS: readonly (readonly [system: string, names: Iterable<string>])[] = [
  ["HDFS: `GET` of", HDFS],
  ["HDFS, a download: `GET` of", DOWNLOADS],
  [
    "HDFS, an edit, in profiles with `access` `edit` alone",
    Object.entries(EDITS).flatMap(([method, operations]) => operations.map((operation) => `${method} ${operation}`)),
  ],
  ["Redis", [...HANDSHAKE, ...REDIS]],
  ["Kafka", [...Object.keys(LOGIN), ...KAFKA]],
];

/** The README with the list as it should be; throws where its place is missing. */
export function withAllowed(readme: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md has no place between ${BEGIN} and ${END}.`);
  const cell = (names: Iterable<string>) =>
    [...new Set(names)]
      .sort()
      .map((name) => `\`${name}\``)
      .join(" ");
  const rows = ROWS.map(([system, names]) => `| ${system} | ${cell(names)} |`);
  const table = ["| to | all that may be sent |", "|---|---|", ...rows];
  return `${readme.slice(0, begin)}${BEGIN}\n\n${table.join("\n")}\n\n${readme.slice(end)}`;
}
