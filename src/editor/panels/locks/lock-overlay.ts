import type { Fact, Node, Tone } from "../../../core/contract";
import { count, type Text, text } from "../../../core/text";
import type { LockStatus } from "../../../locks/snapshot";
import type { Tone as PanelTone } from "../../../panel/protocol";
import type { Extra, Overlay } from "../../tree/overlay";
import { holdersOf, holderText, ttlText, typeText } from "./lock-figures";
import { KEY_KIND } from "./lock-places";
import { troubled } from "./lock-rows";
import type { LockService } from "./lock-service";
import type { LockWatches } from "./lock-watches";
import { inTrouble, STATE_TONES, STATE_WORDS } from "./state-words";

/** A lock's sign and state on its key's row, while a panel or a watch knows it: the tree itself asks for nothing. */
export class LockOverlay implements Overlay {
  constructor(
    private readonly service: LockService,
    private readonly watches: LockWatches,
    private readonly words: (text: Text) => string,
  ) {}

  of(node: Node): Extra | undefined {
    const lock = this.lockOf(node);
    if (!lock) return undefined;
    const isWatched = this.watches.isWatched(node.address, lock.id);
    const tone = TONES[STATE_TONES[lock.state]];
    return {
      detail: [STATE_WORDS[lock.state], ...(isWatched ? [text("watched")] : [])],
      icon: inTrouble(lock.state) ? "warning" : "lock",
      ...(tone ? { tone } : {}),
      marks: `${this.service.mayEdit(node.address) ? "edit " : ""}${isWatched ? "watched" : "unwatched"}`,
    };
  }

  facts(node: Node): readonly Fact[] {
    const lock = this.lockOf(node);
    if (!lock) return [];
    const holders = holdersOf(lock);
    return [
      { label: text("Lock"), value: STATE_WORDS[lock.state] },
      { label: text("Why"), value: lock.rule },
      { label: text("Type"), value: typeText(lock) },
      ...holders.map((holder) => ({ label: text("Holder"), value: holderText(holder) })),
      ...(lock.ttlMs === undefined ? [] : [{ label: text("Time to live"), value: ttlText(lock.ttlMs) }]),
    ];
  }

  seen(): void {
    // What is known comes from panels and watches: unfolding a row asks for no lock.
  }

  badge(): { value: number; tooltip: string } | undefined {
    const value = troubled(this.service.allKnown().flatMap(({ snapshot }) => snapshot.locks));
    return value ? { value, tooltip: this.words(text("Locks in trouble: {0}", count(value))) } : undefined;
  }

  onDidChange(listener: () => void): () => void {
    const stop = [this.service.onDidChange(listener), this.watches.onDidChange(listener)];
    return () => {
      for (const end of stop) end();
    };
  }

  private lockOf({ kind, address }: Node): LockStatus | undefined {
    return kind === KEY_KIND ? this.service.lockAt(address) : undefined;
  }
}

const TONES: Readonly<Record<PanelTone, Tone | undefined>> = {
  ok: "success",
  info: undefined,
  warning: "warning",
  error: "error",
  muted: "muted",
};
