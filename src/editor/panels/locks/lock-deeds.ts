import { l10n, window } from "vscode";
import type { Address } from "../../../core/address";
import { Failure, isFailure } from "../../../core/failure";
import type { ActionResult, LockActions } from "../../../core/lock-actions";
import { duration, text, verbatim } from "../../../core/text";
import type { LockStatus } from "../../../locks/snapshot";
import { confirmEdit } from "../../confirm-edit";
import { plain } from "../../plain";
import type { Profiles } from "../../profiles";
import { words } from "../../reader";
import { keyOf } from "../panel-service";
import type { Deed } from "./deed-section";
import { holdersOf, holderText, lockName } from "./lock-figures";
import type { LockService } from "./lock-service";
import { extendWords, releaseWords } from "./plan-words";
import { typedDuration, writtenDuration } from "./typed-duration";

/** Deeds whose results are kept. */
const KEPT = 100;

/** Releases and extends locks, where the profile allows edits and a person has confirmed it; keeps what came of it. */
export class LockDeeds {
  private readonly deeds = new Map<string, Deed>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly service: LockService,
    private readonly profiles: Pick<Profiles, "byId">,
  ) {}

  of(connection: Address, id: string): Deed | undefined {
    return this.deeds.get(deedKey(connection, id));
  }

  /** What a lock offers: only what could be done safely, and only where the profile says `edit`. */
  offered(connection: Address, lock: LockStatus): readonly Deed["what"][] {
    if (!this.service.mayEdit(connection)) return [];
    return [...(lock.extend ? (["extend"] as const) : []), ...(lock.release ? (["release"] as const) : [])];
  }

  /** @param lock as the person sees it: the comparison at the server is with that */
  async release(connection: Address, lock: LockStatus): Promise<void> {
    const profile = this.profile(connection);
    const plan = lock.release;
    if (!plan) throw notPossible(lock);
    const confirmed = await confirmEdit({
      profile,
      question: text("Release {0} in the profile {1}?", verbatim(lockName(lock)), verbatim(profile.name)),
      detail: [heldBy(lock), ...releaseWords(plan)],
      button: l10n.t("Release"),
    });
    if (!confirmed) return;
    const masters = plan.at.map(({ master }) => master);
    await this.perform(connection, lock, "release", masters, (actions, signal) => actions.release(plan, signal));
  }

  async extend(connection: Address, lock: LockStatus): Promise<void> {
    const profile = this.profile(connection);
    const plan = lock.extend;
    if (!plan) throw notPossible(lock);
    const ttl = await askDuration(lock, plan.ttl);
    if (ttl === undefined) return;
    const confirmed = await confirmEdit({
      profile,
      question: text(
        "Extend {0} to {1} from now in the profile {2}?",
        verbatim(lockName(lock)),
        duration(ttl),
        verbatim(profile.name),
      ),
      detail: [heldBy(lock), ...extendWords(plan, ttl)],
      button: l10n.t("Extend"),
    });
    if (!confirmed) return;
    const masters = plan.at.map(({ master }) => master);
    await this.perform(connection, lock, "extend", masters, (actions, signal) =>
      actions.extend({ ...plan, ttl }, signal),
    );
  }

  /** Returns the way to stop listening. */
  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async perform(
    connection: Address,
    lock: LockStatus,
    what: Deed["what"],
    masters: readonly string[],
    call: (actions: LockActions, signal: AbortSignal) => Promise<readonly ActionResult[]>,
  ): Promise<void> {
    // A person has read for a while: the profile may be another one by now.
    this.profile(connection);
    const at = Date.now();
    this.keep(connection, lock, { what, at });
    const { signal } = new AbortController();
    try {
      const results = await this.service.run(connection, signal, async ({ actions }, inner) => {
        if (!actions) throw notPossible(lock);
        return call(actions, inner);
      });
      this.keep(connection, lock, { what, at, results });
    } catch (error) {
      const why = isFailure(error) ? { why: error.what } : {};
      this.keep(connection, lock, {
        what,
        at,
        results: masters.map((master) => ({ master, result: "failed", ...why })),
      });
      throw error;
    } finally {
      this.service.refresh(connection);
    }
  }

  private keep(connection: Address, { id }: LockStatus, deed: Deed): void {
    const key = deedKey(connection, id);
    this.deeds.delete(key);
    this.deeds.set(key, deed);
    for (const oldest of this.deeds.keys()) {
      if (this.deeds.size <= KEPT) break;
      this.deeds.delete(oldest);
    }
    for (const listener of this.listeners) listener();
  }

  /** Refuses where the profile only observes, whoever asks. */
  private profile(connection: Address): { readonly name: string; readonly production: boolean } {
    const profile = this.profiles.byId(connection.profile);
    if (profile && profile.access === "edit" && this.service.mayEdit(connection)) return profile;
    throw new Failure({
      code: "forbidden",
      what: text("The profile {0} only observes.", verbatim(profile?.name ?? connection.profile)),
      fix: text("Locks can be released and extended in profiles with “access”: “edit”."),
    });
  }
}

const deedKey = (connection: Address, id: string): string => `${keyOf(connection)} ${id}`;

function heldBy(lock: LockStatus) {
  const holders = holdersOf(lock).map((holder) => words(holderText(holder)));
  return holders.length ? text("Holder: {0}", verbatim(holders.join(", "))) : text("Nobody holds it.");
}

const notPossible = (lock: LockStatus): Failure =>
  new Failure({
    code: "unsupported",
    what: text("{0} cannot be changed safely from outside.", verbatim(lockName(lock))),
    why: text("There is no way to compare it and change it in one step."),
  });

async function askDuration(lock: LockStatus, suggested: number): Promise<number | undefined> {
  const problemOf = (typed: string): string | undefined => {
    const ttl = typedDuration(typed);
    if (ttl === undefined) return l10n.t("Write a time like 30 s, 1500 ms, 2 min or 1 h.");
    const left = (lock.expiresAt ?? 0) - Date.now();
    return ttl > left
      ? undefined
      : words(text("It has {0} left already, and a lock is never shortened.", duration(left)));
  };
  const typed = await window.showInputBox({
    title: plain(words(text("Extend {0}", verbatim(lockName(lock))))),
    prompt: l10n.t("How long it is to live from now on: 30 s, 1500 ms, 2 min, 1 h"),
    value: writtenDuration(suggested),
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
  return typed === undefined ? undefined : typedDuration(typed);
}
