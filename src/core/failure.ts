import { english, render } from "./render";
import type { Text } from "./text";

/** What went wrong, as far as it decides what a person can do about it. */
export type FailureCode =
  | "refused"
  | "unresolvable"
  | "unreachable"
  | "timeout"
  | "closed"
  | "tls"
  | "authentication"
  | "denied"
  | "notFound"
  | "unavailable"
  | "protocol"
  | "tooLarge"
  | "unsupported"
  | "invalid"
  | "forbidden"
  | "changed"
  | "cancelled"
  | "unknown";

export interface FailureParts {
  readonly code: FailureCode;
  /** what happened, one sentence that names the thing: "Redis at localhost:6379 refused the connection." */
  readonly what: Text;
  /** the cause in the server's or the system's own words, never holding a secret or a value */
  readonly why?: Text;
  /** what the reader can do: "Start it, or correct the port in profile local." */
  readonly fix?: Text;
  readonly cause?: unknown;
}

const BRAND = Symbol.for("cluster-observer.failure");

/** The only kind of error that crosses from a system to the editor. */
export class Failure extends Error implements FailureParts {
  readonly code: FailureCode;
  readonly what: Text;
  readonly why?: Text;
  readonly fix?: Text;
  readonly [BRAND] = true;

  constructor(parts: FailureParts) {
    const reader = english();
    super(
      paragraph(parts, (part) => render(part, reader)),
      { cause: parts.cause },
    );
    this.name = "Failure";
    this.code = parts.code;
    this.what = parts.what;
    this.why = parts.why;
    this.fix = parts.fix;
  }
}

/** What happened, why and what to do as one paragraph: a cause in a server's own words mostly lacks its full stop. */
export function paragraph(
  { what, why, fix }: Pick<FailureParts, "what" | "why" | "fix">,
  words: (part: Text) => string,
): string {
  const sentences = [what, why, fix].map((part) => (part ? words(part).trim() : "")).filter(Boolean);
  return sentences.map((said, index) => (index < sentences.length - 1 ? ended(said) : said)).join(" ");
}

const ended = (said: string): string => (/[\p{P}]$/u.test(said) && !/[)\]}"'”’]$/u.test(said) ? said : `${said}.`);

/** By brand and not by class: each system is a bundle of its own and carries its own copy of the class. */
export function isFailure(error: unknown): error is Failure {
  return typeof error === "object" && error !== null && BRAND in error;
}

export function hasCode(error: unknown, code: FailureCode): boolean {
  return isFailure(error) && error.code === code;
}
