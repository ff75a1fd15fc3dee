import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { cellText } from "./filter";
import { hasIcon, Icon, IconButton } from "./icons";
import type { DetailsMessage } from "./model";
import type { Row } from "./protocol";
import { useReading } from "./reading";
import { SectionView } from "./section";
import { Skeleton } from "./skeleton";
import { visibleText } from "./visible-text";

interface DetailsProps {
  /** the edge that it is made larger by */
  readonly sash: ComponentChildren;
  /** absent where the row is gone, or has not come yet */
  readonly row: Row | undefined;
  readonly message: DetailsMessage | undefined;
  readonly theme: number;
  readonly onClose: () => void;
  readonly onAction: (action: string, row: string) => void;
}

/** All about the open row. */
export function Details({ sash, row, message, theme, onClose, onAction }: DetailsProps) {
  const { words, actions } = useReading();
  const scroller = useRef<HTMLDivElement>(null);
  const title = message?.title ?? cellText(Object.values(row?.cells ?? {})[0]);
  return (
    <section class="details" aria-label={words.details}>
      {sash}
      <div class="details-head">
        <h2 class="text" title={title}>
          {visibleText(title)}
        </h2>
        <div class="details-actions">
          {message?.actions.map((id) => {
            const action = actions.get(id);
            if (!action) return null;
            return (
              <button key={id} type="button" class="text-button" onClick={() => onAction(id, message.row)}>
                {action.icon && hasIcon(action.icon) ? <Icon name={action.icon} /> : null}
                {action.label}
              </button>
            );
          })}
        </div>
        <IconButton icon="close" label={words.close} onPress={onClose} />
      </div>
      <div class="scroller" ref={scroller}>
        <div class="sections">
          {message ? (
            message.sections.map((section) => (
              <SectionView key={section.id} section={section} scroller={scroller} theme={theme} onAction={onAction} />
            ))
          ) : (
            <Skeleton rows={8}>{row ? words.waiting : undefined}</Skeleton>
          )}
        </div>
      </div>
    </section>
  );
}
