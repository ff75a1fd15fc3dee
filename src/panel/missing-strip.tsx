import { useState } from "preact/hooks";
import { figure, fill } from "./format";
import { Icon } from "./icons";
import type { Sentence } from "./protocol";
import { useReading } from "./reading";

/** What is not part of what is shown: how many things, and unfolded, which and why. */
export function MissingStrip({ missing }: { readonly missing: readonly Sentence[] }) {
  const { words, locale } = useReading();
  const [open, setOpen] = useState(false);
  if (missing.length === 0) return null;
  return (
    <div class="strip strip-warning">
      <Icon name="warning" />
      <div>
        <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? "chevron-down" : "chevron-right"} />
          {fill(words.missing, figure(missing.length, locale))}
        </button>
        {open ? (
          <ul>
            {missing.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}
