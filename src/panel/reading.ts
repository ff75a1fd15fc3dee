import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Clock } from "./format";
import type { Action, Words } from "./protocol";

/** What everything that draws for a reader needs to know. */
export interface Reading extends Clock {
  readonly words: Words;
  readonly actions: ReadonlyMap<string, Action>;
  /** milliseconds that the host's clock is ahead of the reader's */
  readonly skew: number;
}

export const ReadingContext = createContext<Reading | undefined>(undefined);

export function useReading(): Reading {
  const reading = useContext(ReadingContext);
  if (!reading) throw new Error("Something is drawn before the panel is told its words.");
  return reading;
}
