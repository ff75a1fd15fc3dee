import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useReading } from "./reading";
import type { Kept } from "./vscode-api";

interface SashProps {
  readonly side: "beside" | "below";
  /** where the size is kept over a reload */
  readonly kept: { getState(): Kept | undefined; setState(state: Kept): void };
}

const STEP = 24;
/** the parts of the whole between which the details stay */
const LEAST = 0.2;
const MOST = 0.8;

/** The line between table and details: dragged, or moved with the arrows. It sets --details on what holds both. */
export function Sash({ side, kept }: SashProps) {
  const { words } = useReading();
  const line = useRef<HTMLHRElement>(null);
  const dragging = useRef(false);
  const [part, setPart] = useState(() => kept.getState()?.[side] ?? 0.45);

  const whole = (): DOMRect => line.current?.closest(".panes")?.getBoundingClientRect() ?? new DOMRect();
  const length = () => (side === "beside" ? whole().width : whole().height);

  const resize = (wanted: number) => {
    const now = Math.min(MOST, Math.max(LEAST, wanted));
    setPart(now);
    kept.setState({ ...kept.getState(), [side]: now });
  };

  useLayoutEffect(() => setPart(kept.getState()?.[side] ?? 0.45), [kept, side]);
  useLayoutEffect(() => {
    line.current?.closest<HTMLElement>(".panes")?.style.setProperty("--details", `${(part * 100).toFixed(2)}%`);
  }, [part]);

  const onPointerMove = (event: PointerEvent) => {
    if (!dragging.current) return;
    const { right, bottom } = whole();
    resize((side === "beside" ? right - event.clientX : bottom - event.clientY) / (length() || 1));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const larger = side === "beside" ? "ArrowLeft" : "ArrowUp";
    const smaller = side === "beside" ? "ArrowRight" : "ArrowDown";
    if (event.key === larger) resize(part + STEP / (length() || 1));
    else if (event.key === smaller) resize(part - STEP / (length() || 1));
    else return;
    event.preventDefault();
  };

  return (
    <hr
      class="sash"
      ref={line}
      tabIndex={0}
      aria-label={words.resize}
      aria-orientation={side === "beside" ? "vertical" : "horizontal"}
      aria-valuemin={LEAST * 100}
      aria-valuemax={MOST * 100}
      aria-valuenow={Math.round(part * 100)}
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        dragging.current = false;
      }}
      onKeyDown={onKeyDown}
    />
  );
}
