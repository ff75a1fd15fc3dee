import { useLayoutEffect, useRef } from "preact/hooks";
import { spell } from "./format";
import { useReading } from "./reading";
import { everySecond } from "./ticker";

interface TickingProps {
  /** milliseconds since 1970 on the host's clock */
  readonly at: number;
  readonly up?: boolean;
  /** what stands around the duration */
  readonly say?: (duration: string) => string;
}

/** The time until, or since, a moment. It writes its own text once a second; nothing else is drawn for that. */
export function Ticking({ at, up = false, say = (duration) => duration }: TickingProps) {
  const { words, skew } = useReading();
  const span = useRef<HTMLSpanElement>(null);
  const draw = () => {
    const now = Date.now() + skew;
    if (span.current) span.current.textContent = say(spell(up ? now - at : at - now, words));
  };
  const drawing = useRef(draw);
  drawing.current = draw;
  useLayoutEffect(draw);
  useLayoutEffect(() => everySecond(() => drawing.current()), []);
  return <span class="ticking" ref={span} />;
}
