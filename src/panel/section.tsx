import type { ComponentChildren, RefObject } from "preact";
import { useState } from "preact/hooks";
import { ChartSection } from "./chart-section";
import { moment } from "./format";
import { Icon } from "./icons";
import type { Section, Sentence, TimelineEvent } from "./protocol";
import { useReading } from "./reading";
import { TableSection } from "./table-section";
import { visibleText } from "./visible-text";

interface SectionProps {
  readonly section: Section;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly theme: number;
  readonly onAction: (action: string, row: string) => void;
}

export function SectionView({ section, scroller, theme, onAction }: SectionProps) {
  switch (section.kind) {
    case "sentences":
      return (
        <Folding title={section.title}>
          <Sentences lines={section.lines} />
        </Folding>
      );
    case "facts":
      return (
        <Folding title={section.title}>
          <dl class="facts">
            {section.facts.map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{visibleText(value)}</dd>
              </div>
            ))}
          </dl>
        </Folding>
      );
    case "table":
      return <TableSection section={section} scroller={scroller} onAction={onAction} />;
    case "chart":
      return <ChartSection section={section} scroller={scroller} theme={theme} />;
    case "timeline":
      return (
        <Folding title={section.title}>
          {section.note ? <p class="muted">{section.note}</p> : null}
          <Timeline events={section.events} />
        </Folding>
      );
  }
}

interface FoldingProps {
  readonly title?: string;
  /** what stands beside the title */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of the details that can be folded away by its title. */
export function Folding({ title, tools, children }: FoldingProps) {
  const [open, setOpen] = useState(true);
  if (title === undefined) return <div class="section">{children}</div>;
  return (
    <div class="section">
      <div class="section-head">
        <h3>
          <button type="button" class="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name={open ? "chevron-down" : "chevron-right"} />
            <span class="text">{title}</span>
          </button>
        </h3>
        {open ? tools : null}
      </div>
      {open ? children : null}
    </div>
  );
}

const Sentences = ({ lines }: { readonly lines: readonly Sentence[] }) => (
  <ul class="sentences">
    {lines.map(({ text, tone }, place) => (
      // The sentences of a section change from one refresh to the next: they are known by their places.
      <li key={`${place + 1}`} class={tone ? "toned" : ""}>
        {tone ? <Icon name={tone} /> : null}
        <span>{text}</span>
      </li>
    ))}
  </ul>
);

function Timeline({ events }: { readonly events: readonly TimelineEvent[] }) {
  const reading = useReading();
  const now = Date.now();
  return (
    <ol class="timeline">
      {events.map(({ at, text, tone = "muted" }, place) => (
        <li key={`${at} ${place + 1}`}>
          <time dateTime={new Date(at).toISOString()}>{moment(at, reading, now)}</time>
          <Icon name={tone} />
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
