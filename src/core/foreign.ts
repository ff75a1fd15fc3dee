import { createHash } from "node:crypto";
import { clip } from "./bytes";
import type { Connection, Fact, Field, System, Value } from "./contract";
import { count, type Text, text, verbatim } from "./text";

/**
 * What a connection of a workspace's settings is known by: all that it says, and the variables that it reads. Whoever
 * changes any of it has another connection, that nobody has allowed and that no stored secret belongs to.
 */
export function fingerprintOf({ system, values, foreign }: Connection): string {
  const sorted = Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
  const said = JSON.stringify([system, sorted, foreign?.variables ?? []]);
  return createHash("sha256").update(said).digest("base64url");
}

/** What a person is asked before a connection of a workspace's settings is opened. */
export interface Question {
  readonly question: Text;
  readonly detail: readonly Text[];
}

/**
 * Tells all that the settings say, since any of it may lead elsewhere than the question's own words: a map of hosts, another
 * NameNode, the file of an authority that vouches for a stranger. Of a secret, only that there is one.
 */
export function questionOf(connection: Connection, system: System): Question {
  const { profile, values, foreign } = connection;
  const variables = foreign?.variables ?? [];
  return {
    question: text("Connect to {0} at {1}?", system.title, clip(system.endpoint(values), MOST)),
    detail: [
      text(
        "The profile “{0}” stands in this workspace's settings, which somebody else may have written.",
        clip(profile.name, MOST),
      ),
      ...system.fields.flatMap((field) => saidOf(field, values[field.name])).map(lineOf),
      ...(variables.length
        ? [text("It reads these variables of your environment: {0}.", whole(variables.join(", ")))]
        : []),
      text("You are asked once; and again, when any of it changes."),
    ],
  };
}

function saidOf(field: Field, value: Value | undefined): readonly Fact[] {
  const { label } = field;
  if (value === undefined || value === field.fallback) return [];
  if (field.type === "secret") return [{ label, value: text("from your environment") }];
  const written = writtenOf(value);
  return written === "" ? [] : [{ label, value: whole(written) }];
}

function writtenOf(value: Value): string {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([from, to]) => `${from} → ${to}`)
    .join(", ");
}

const lineOf = ({ label, value }: Fact): Text => text("{0}: {1}", label, value);

/** characters of one line: a question must stay one that can be read */
const MOST = 300;

/** Where a part is left out, that is said: it may be the one that matters. */
function whole(written: string): Text {
  const left = written.length - MOST;
  if (left <= 0) return verbatim(written);
  return text("{0} and {1} more characters, which stand in the settings", clip(written, MOST), count(left));
}
