// Writes the list of what may be sent to each system into the README, from the constants that the clients enforce.
import { DOWNLOADS, EDITS, ALLOWED as HDFS } from "../src/hdfs/allowed";
import { ALLOWED as KAFKA, LOGIN } from "../src/kafka/allowed";
import { EDITS as KAFKA_EDITS } from "../src/kafka/edits/permit";
import { ALLOWED as REDIS } from "../src/redis/allowed";
import { EDITS_ALONE, EDITS_IN_TRANSACTIONS } from "../src/redis/edits/permit";
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
  ["Redis, an edit, in profiles with `access` `edit` alone", [...EDITS_ALONE, "WATCH", "UNWATCH", "MULTI", "EXEC"]],
  ["Redis, the same, about the one key that is watched, between `MULTI` and `EXEC`", EDITS_IN_TRANSACTIONS],
  ["Kafka", [...Object.keys(LOGIN), ...KAFKA]],
  ["Kafka, an edit, one kind for each, in profiles with `access` `edit` alone", KAFKA_EDITS],
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
