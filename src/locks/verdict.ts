import type { ExtendPlan, ReleasePlan } from "../core/lock-actions";
import type { Text } from "../core/text";
import type { Held } from "./convention";
import { evidenceOf } from "./evidence";
import { atMaster, heldIn, type Sight, withClient } from "./observe";
import type { Past } from "./past";
import { plansOf } from "./plans";
import type { Ruled } from "./rules";
import type { Holder, LockAtMaster, LockStatus, Quorum } from "./snapshot";
import type { Case } from "./status";

/** A status. What only the row that is open needs is worked out when it is asked for: there may be ten thousand. */
export class Verdict implements LockStatus {
  readonly id;
  readonly name;
  readonly convention;
  readonly confidence;
  readonly recognised;
  readonly state;
  readonly rule;
  readonly holders: readonly Holder[];
  readonly ttlMs?: number | null;
  readonly expiresAt?: number;
  readonly largestTtlMs?: number;
  readonly acquiredCount?: number;
  readonly fencing?: string;
  readonly waiters;
  readonly timeline;
  readonly #one: Case;
  readonly #held: Held | undefined;
  readonly #winners: readonly Sight[];
  readonly #past: Past;

  constructor(
    one: Case,
    { state, rule }: Ruled,
    readonly quorum: Quorum | undefined,
    winners: readonly Sight[],
    past: Past,
  ) {
    const [winner] = winners;
    const held = winner && heldIn(winner);
    this.id = one.id;
    this.name = one.bytes;
    this.convention = { id: one.by.id, title: held?.title ?? one.by.title };
    this.confidence = one.confidence;
    this.recognised = one.recognised;
    this.state = state;
    this.rule = rule;
    const clients = winner && one.clients.get(winner.master);
    this.holders = held
      ? clients?.length
        ? held.holders.map((holder) => withClient(holder, clients))
        : held.holders
      : [];
    if (held) Object.assign(this, timesOf(winners));
    if (held && past.hold?.largestTtl) this.largestTtlMs = past.hold.largestTtl;
    if (held?.acquiredCount !== undefined) this.acquiredCount = held.acquiredCount;
    if (held?.fencing !== undefined) this.fencing = held.fencing;
    this.waiters = held?.waiters ?? ("unknown" as const);
    this.timeline = past.timeline;
    this.#one = one;
    this.#held = held;
    this.#winners = winners;
    this.#past = past;
  }

  get evidence(): readonly Text[] {
    return evidenceOf({ ...this.#one, rule: this.rule, held: this.#held, quorum: this.quorum });
  }

  get masters(): readonly LockAtMaster[] {
    return this.#one.sights.map((sight) => atMaster(sight, this.#one.clients.get(sight.master) ?? []));
  }

  get release(): ReleasePlan | undefined {
    return plansOf(this.#one, this.#winners, this.#past).release;
  }

  get extend(): ExtendPlan | undefined {
    return plansOf(this.#one, this.#winners, this.#past).extend;
  }
}

/** Of the masters that have the holder's value, the least that is left. */
function timesOf(winners: readonly Sight[]): { ttlMs: number | null; expiresAt?: number } {
  let [least, end]: [number | undefined, number] = [undefined, 0];
  for (const sight of winners) {
    const ttl = heldIn(sight)?.ttl;
    if (typeof ttl !== "number" || (least !== undefined && ttl >= least)) continue;
    [least, end] = [ttl, sight.at + ttl];
  }
  return least === undefined ? { ttlMs: null } : { ttlMs: least, expiresAt: Math.round(end) };
}
