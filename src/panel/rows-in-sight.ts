import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { rowsInSight, rowsToDraw, type Sight, type Span } from "./virtual-window";

/** pixels; the style sheet's --row says the same */
export const ROW_HEIGHT = 22;

export interface RowsInSight {
  readonly drawn: Span;
  /** pixels of the rows */
  readonly width: number;
  /** rows that fit one below the other */
  readonly page: number;
  /** Scrolls until the row can be seen. */
  reveal(row: number): void;
}

interface Measured extends Sight {
  readonly width: number;
}

const same = (a: Span, b: Span): boolean => a.from === b.from && a.to === b.to;

/**
 * Which of many rows of one height are worth drawing. `scroller` holds one element, and somewhere in that the `body`,
 * which is as high as all rows together.
 * @param covered pixels at the top of the scroller that a head lies over
 */
export function useRowsInSight(
  scroller: RefObject<HTMLElement | null>,
  body: RefObject<HTMLElement | null>,
  count: number,
  covered = 0,
  onSight?: (span: Span) => void,
): RowsInSight {
  const measured = useRef<Measured>({ top: 0, height: 0, width: 0 });
  const [, redraw] = useState(0);
  const seen = rowsInSight(measured.current, ROW_HEIGHT, count);
  const latest = useRef({ drawn: rowsToDraw(seen, count), count, onSight });
  latest.current = { drawn: rowsToDraw(seen, count), count, onSight };

  const measure = () => {
    const outer = scroller.current?.getBoundingClientRect();
    const inner = body.current?.getBoundingClientRect();
    if (!outer || !inner) return;
    const before = measured.current;
    measured.current = { top: inner.top - outer.top, height: outer.height, width: inner.width };
    const { drawn, count: rows, onSight: tell } = latest.current;
    const now = rowsInSight(measured.current, ROW_HEIGHT, rows);
    if (before.width !== inner.width || !same(drawn, rowsToDraw(now, rows))) redraw((times) => times + 1);
    tell?.(now);
  };
  const measuring = useRef(measure);
  measuring.current = measure;

  useLayoutEffect(() => {
    const outer = scroller.current;
    if (!outer) return;
    const look = () => measuring.current();
    const observer = new ResizeObserver(look);
    observer.observe(outer);
    if (outer.firstElementChild) observer.observe(outer.firstElementChild);
    outer.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      outer.removeEventListener("scroll", look);
    };
  }, [scroller]);

  useEffect(() => onSight?.(seen));

  const reveal = (row: number) => {
    const outer = scroller.current;
    const inner = body.current;
    if (!outer || !inner) return;
    const top = inner.getBoundingClientRect().top - outer.getBoundingClientRect().top + row * ROW_HEIGHT;
    if (top < covered) outer.scrollTop += top - covered;
    else if (top + ROW_HEIGHT > outer.clientHeight) outer.scrollTop += top + ROW_HEIGHT - outer.clientHeight;
    measure();
  };

  const page = Math.max(1, Math.floor((measured.current.height - covered) / ROW_HEIGHT) - 1);
  return { drawn: latest.current.drawn, width: measured.current.width, page, reveal };
}
