import { duration, type Text, text } from "../core/text";
import type { Held } from "./convention";
import type { Sight } from "./observe";
import { shownToken } from "./shapes";
import type { Quorum } from "./snapshot";

interface Known {
  /** binary text */
  readonly name: string;
  readonly rule: Text;
  readonly recognised: Text;
  readonly sights: readonly Sight[];
  readonly held: Held | undefined;
  readonly quorum: Quorum | undefined;
}

/** What is known of a lock, as sentences that a person can check with redis-cli: the rule, how it was recognised, the facts. */
export function evidenceOf({ name: bytes, rule, recognised, sights, held, quorum }: Known): readonly Text[] {
  const name = shownToken(bytes);
  const facts: Text[] = [rule, recognised];
  for (const { master, reading } of sights) {
    if (reading.state === "held") {
      const who = reading.holders.map(({ id }) => id).join(", ");
      facts.push(
        reading.ttl === null
          ? text("{0}: {1} is held by {2} and has no time to live (PTTL −1).", master, name, who)
          : text("{0}: {1} is held by {2} for another {3} ms (PTTL).", master, name, who, Math.round(reading.ttl)),
      );
    } else if (reading.state === "free") facts.push(text("{0}: {1} does not exist.", master, name));
    else if ("problem" in reading && reading.problem) {
      facts.push(text("Unknown on {0}: {1}", master, reading.problem.why));
    }
  }
  if (held?.fencing !== undefined) facts.push(text("Its fencing token is {0}.", held.fencing));
  if (quorum?.validityMs !== undefined) {
    facts.push(
      text(
        "It is valid for another {0}: the shortest time to live less 1 % and 2 ms for clock drift.",
        duration(quorum.validityMs),
      ),
    );
  }
  return [...facts, ...(held?.facts ?? [])];
}
