import { useEffect, useRef, useState } from "preact/hooks";
import { inTrouble, type PanelState } from "./model";

/** Says the summary to screen readers when more or fewer rows are in trouble than before, and not at each refresh. */
export function Announcer({ state: { store, taken } }: { readonly state: PanelState }) {
  const [said, say] = useState("");
  const before = useRef<number>(undefined);
  const now = taken ? inTrouble(store.rows) : undefined;
  const summary = taken?.summary ?? "";
  useEffect(() => {
    if (before.current !== undefined && now !== before.current) say(summary);
    before.current = now;
  }, [now, summary]);
  return (
    <output class="hidden" aria-live="polite" data-announcer>
      {said}
    </output>
  );
}
