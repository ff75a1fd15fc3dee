import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { FacetList } from "./facet-list";
import { figure } from "./format";
import { Icon } from "./icons";
import type { Facet } from "./protocol";
import { useReading } from "./reading";

interface FacetMenuProps {
  readonly facet: Facet;
  /** none: all */
  readonly chosen: readonly string[];
  readonly onChoose: (values: readonly string[]) => void;
}

/** A button that says what is chosen, and opens the list of what can be. */
export function FacetMenu({ facet, chosen, onChoose }: FacetMenuProps) {
  const { words, locale } = useReading();
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const one = chosen.length === 1 ? facet.options.find(({ value }) => value === chosen[0])?.label : undefined;
  const says = chosen.length === 0 ? words.all : (one ?? figure(chosen.length, locale));

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!(event.target instanceof Node && whole.current?.contains(event.target))) setOpen(false);
    };
    const away = () => setOpen(false);
    const element = whole.current;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
      event.stopPropagation();
    };
    element?.addEventListener("keydown", onKeyDown);
    window.addEventListener("pointerdown", outside, true);
    window.addEventListener("focusin", outside);
    window.addEventListener("blur", away);
    return () => {
      element?.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("pointerdown", outside, true);
      window.removeEventListener("focusin", outside);
      window.removeEventListener("blur", away);
    };
  }, [open]);

  // A list near the right edge hangs from the button's right side.
  useLayoutEffect(() => {
    const box = whole.current?.querySelector<HTMLElement>(".facet-box");
    if (!box) return;
    box.classList.toggle("at-end", box.getBoundingClientRect().right > window.innerWidth);
  }, [open]);

  return (
    <div class="facet" ref={whole}>
      <button
        type="button"
        class={`text-button ${chosen.length ? "chosen" : ""}`}
        ref={button}
        aria-haspopup="listbox"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {facet.label}: <span class="facet-says">{says}</span>
        <Icon name="chevron-down" />
      </button>
      {open ? <FacetList facet={facet} chosen={chosen} onChoose={onChoose} /> : null}
    </div>
  );
}
