import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { matcher } from "../core/matcher";
import { figure } from "./format";
import { Icon } from "./icons";
import type { Facet } from "./protocol";
import { useReading } from "./reading";
import { ROW_HEIGHT, useRowsInSight } from "./rows-in-sight";
import { keyTarget } from "./table-keys";
import { visibleText } from "./visible-text";

interface FacetListProps {
  readonly facet: Facet;
  readonly chosen: readonly string[];
  readonly onChoose: (values: readonly string[]) => void;
}

/** more options than this get a filter of their own */
const FEW = 12;

/** The values of a facet, to choose any number of: there may be thousands of topics. */
export function FacetList({ facet, chosen, onChoose }: FacetListProps) {
  const { words, locale } = useReading();
  const [filter, setFilter] = useState("");
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const { id, label } = facet;
  // What is chosen can be unchosen, also when no row has it any longer.
  const options = useMemo(() => {
    const known = new Set(facet.options.map(({ value }) => value));
    const gone: Facet["options"] = chosen
      .filter((value) => !known.has(value))
      .map((value) => ({ value, label: value, count: 0 }));
    return [...facet.options, ...gone];
  }, [facet, chosen]);
  const found = useMemo(() => {
    const matches = matcher(filter);
    return options.filter((option) => matches(option.label));
  }, [options, filter]);
  const { drawn, page, reveal } = useRowsInSight(list, body, found.length);
  const current = Math.min(active, found.length - 1);

  useLayoutEffect(() => {
    const first = box.current?.querySelector<HTMLElement>("input, [role=listbox]");
    first?.focus();
  }, []);

  const toggle = (value: string | undefined) => {
    if (value === undefined) return;
    onChoose(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const effect = keyTarget(event.key, { count: found.length, active: current, page });
    if (effect !== undefined) {
      setActive(effect);
      reveal(effect);
    } else if (event.key === " " || event.key === "Enter") toggle(found[current]?.value);
    else return;
    event.preventDefault();
  };

  return (
    <div class="facet-box" ref={box}>
      {options.length > FEW ? (
        <input
          type="text"
          spellcheck={false}
          placeholder={words.filter}
          aria-label={words.filter}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") list.current?.focus();
          }}
        />
      ) : null}
      <div
        class="facet-list"
        ref={list}
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-multiselectable="true"
        aria-activedescendant={found[current] ? `${id}-${current}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div
          ref={body}
          role="presentation"
          style={{ height: `${found.length * ROW_HEIGHT}px`, paddingTop: `${drawn.from * ROW_HEIGHT}px` }}
        >
          {found.slice(drawn.from, drawn.to).map((option, offset) => {
            const index = drawn.from + offset;
            const isChosen = chosen.includes(option.value);
            return (
              <div
                key={option.value}
                id={`${id}-${index}`}
                class={`option ${index === current ? "active" : ""}`}
                role="option"
                tabIndex={-1}
                aria-selected={isChosen}
                aria-posinset={index + 1}
                aria-setsize={found.length}
                onClick={() => {
                  setActive(index);
                  toggle(option.value);
                }}
                onKeyDown={onKeyDown}
              >
                <span class="check">{isChosen ? <Icon name="check" /> : null}</span>
                {option.tone ? <Icon name={option.tone} /> : null}
                <span class={`text ${option.tone ? `tone-${option.tone}` : ""}`}>{visibleText(option.label)}</span>
                {option.count === undefined ? null : <span class="muted">{figure(option.count, locale)}</span>}
              </div>
            );
          })}
        </div>
      </div>
      {chosen.length ? (
        <button type="button" class="link" onClick={() => onChoose([])}>
          {words.all}
        </button>
      ) : null}
    </div>
  );
}
