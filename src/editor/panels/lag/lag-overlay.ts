import type { Fact, Node, Tone } from "../../../core/contract";
import { count, type Text, text } from "../../../core/text";
import type { GroupLag } from "../../../lag/snapshot";
import type { Tone as PanelTone } from "../../../panel/protocol";
import type { Extra, Overlay } from "../../tree/overlay";
import type { PanelLookout } from "../kind";
import { keyOf } from "../panel-service";
import { groupLag, NONE, rate, timeLag, timeLagMethod } from "./figures";
import type { LagService } from "./lag-service";
import type { LagWatches } from "./lag-watches";
import { GROUP_KIND, GROUPS_KIND, lagPlace } from "./places";
import { inTrouble, VERDICT_TONES, VERDICT_WORDS } from "./verdict-words";

/** Verdict and lag on the rows of consumer groups, while their list is unfolded in a view that can be seen. */
export class LagOverlay implements Overlay {
  private readonly lookouts = new Map<string, PanelLookout>();

  constructor(
    private readonly service: LagService,
    private readonly watches: LagWatches,
    private readonly intervalMs: () => number,
    private readonly words: (text: Text) => string,
  ) {}

  of(node: Node): Extra | undefined {
    if (node.kind !== GROUP_KIND) return undefined;
    const { group = "" } = lagPlace(node.address);
    const isWatched = this.watches.isWatched(node.address, group);
    const lag = this.lagOf(node);
    if (!lag) return isWatched ? { marks: "watched" } : { marks: "unwatched" };
    const { state } = lag.verdict;
    const tone = TONES[VERDICT_TONES[state]];
    return {
      detail: [VERDICT_WORDS[state], text("lag {0}", groupLag(lag)), ...(isWatched ? [text("watched")] : [])],
      ...(inTrouble(state) ? { icon: tone === "error" ? "error" : "warning" } : {}),
      ...(tone ? { tone } : {}),
      marks: isWatched ? "watched" : "unwatched",
    };
  }

  facts(node: Node): readonly Fact[] {
    const lag = node.kind === GROUP_KIND ? this.lagOf(node) : undefined;
    if (!lag) return [];
    return [
      { label: text("Verdict"), value: VERDICT_WORDS[lag.verdict.state] },
      { label: text("Why"), value: lag.verdict.text },
      { label: text("Lag"), value: groupLag(lag) },
      { label: text("Time lag"), value: timeLag(lag.timeLag) },
      ...(lag.timeLag ? [{ label: text("Method"), value: timeLagMethod(lag.timeLag) }] : []),
      ...(rate(lag.rates.in) === NONE ? [] : [{ label: text("Written"), value: rate(lag.rates.in) }]),
      ...(rate(lag.rates.out) === NONE ? [] : [{ label: text("Committed"), value: rate(lag.rates.out) }]),
    ];
  }

  seen(unfolded: readonly Node[]): void {
    const wanted = new Map(
      unfolded.filter(({ kind }) => kind === GROUPS_KIND).map(({ address }) => [keyOf(address), address]),
    );
    for (const [key, lookout] of this.lookouts) {
      if (wanted.has(key)) continue;
      this.lookouts.delete(key);
      lookout.dispose();
    }
    for (const [key, address] of wanted) {
      if (!this.lookouts.has(key))
        this.lookouts.set(
          key,
          this.service.look(address, this.intervalMs(), () => {}),
        );
    }
  }

  badge(): { value: number; tooltip: string } | undefined {
    const groups = this.service.allKnown().flatMap(({ snapshot }) => snapshot.groups);
    const value = groups.filter(({ verdict }) => inTrouble(verdict.state)).length;
    return value ? { value, tooltip: this.words(text("Consumer groups in trouble: {0}", count(value))) } : undefined;
  }

  onDidChange(listener: () => void): () => void {
    const stop = [this.service.onDidChange(listener), this.watches.onDidChange(listener)];
    return () => {
      for (const end of stop) end();
    };
  }

  /** The setting has changed. */
  setInterval(): void {
    for (const lookout of this.lookouts.values()) lookout.set({ intervalMs: this.intervalMs() });
  }

  private lagOf({ address }: Node): GroupLag | undefined {
    const { group } = lagPlace(address);
    return group === undefined ? undefined : this.service.known(address)?.byId.get(group);
  }
}

const TONES: Readonly<Record<PanelTone, Tone | undefined>> = {
  ok: "success",
  info: undefined,
  warning: "warning",
  error: "error",
  muted: "muted",
};
