import type { Address } from "../../core/address";
import type { Answers } from "../../core/edit";
import { Failure } from "../../core/failure";
import { type Text, text } from "../../core/text";
import { type Place, placeOf } from "../place";

/** The places of one kind that an edit is about. */
export function placesOf<Is extends Place["is"]>(
  addresses: readonly Address[],
  ...kinds: readonly Is[]
): readonly Extract<Place, { is: Is }>[] {
  const places = addresses.map(placeOf).filter((place) => place !== undefined);
  const fitting = places.filter((place): place is Extract<Place, { is: Is }> => kinds.some((is) => is === place.is));
  if (fitting.length === addresses.length && fitting.length > 0) return fitting;
  throw invalid(text("This cannot be done with what was chosen."));
}

export function placeTarget<Is extends Place["is"]>(
  addresses: readonly Address[],
  ...kinds: readonly Is[]
): Extract<Place, { is: Is }> {
  const [place, other] = placesOf(addresses, ...kinds);
  if (place && !other) return place;
  throw invalid(text("Choose one row."));
}

export const invalid = (what: Text, why?: Text): Failure => new Failure({ code: "invalid", what, why });

/** What was typed for an input; "" where it was left out. */
export function typed(answers: Answers, name: string): string {
  const answer = answers[name];
  if (typeof answer === "string") return answer.trim();
  if (answer === undefined) return "";
  throw invalid(text("“{0}” is missing.", name));
}

/** The bytes of an input; undefined where it was left out. */
export function contentOf(answers: Answers, name: string): Uint8Array | undefined {
  const answer = answers[name];
  if (typeof answer === "string") return Buffer.from(answer);
  if (answer === undefined || answer instanceof Uint8Array) return answer;
  throw invalid(text("“{0}” is missing.", name));
}

/** The failure for an answer that is not good. */
export const unusable = (answer: string, why: Text): Failure => invalid(text("“{0}” cannot be used.", answer), why);
