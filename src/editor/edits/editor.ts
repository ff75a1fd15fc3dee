import { l10n, ProgressLocation, window } from "vscode";
import type { Address } from "../../core/address";
import type { Connection, System } from "../../core/contract";
import type { Answers, Edit, EditOutcome, EditPlan, EditSource } from "../../core/edit";
import { Failure } from "../../core/failure";
import { type Text, text, verbatim } from "../../core/text";
import { systemOf } from "../../systems";
import { confirmEdit } from "../confirm-edit";
import { uriOf } from "../documents/uris";
import { plain } from "../plain";
import { words } from "../reader";
import type { Services } from "../services";
import { signalOf } from "../signal";
import { askAll } from "./ask";
import { reportOf, summaryOf } from "./outcome";
import { patiently } from "./patiently";
import type { Reports } from "./reports";
import { WindowAsker } from "./window-asker";

/** What shows a connection's rows. */
export interface Rows {
  reloadAt(addresses: readonly Address[]): void;
  reveal(address: Address): Promise<void>;
}

/** The way of every edit: ask, plan, confirm, do, tell, look again. */
export class Editor {
  constructor(
    private readonly services: Services,
    private readonly reports: Reports,
    private readonly rowsOf: (system: System) => Rows | undefined,
  ) {}

  /** @param given answers that are known already */
  async run(edit: Edit, targets: readonly Address[], given: Answers = {}): Promise<void> {
    const [first] = targets;
    if (!first) return;
    this.connection(first, edit);
    const title = titleOf(edit);
    const inputs = await this.ask(first, (source, signal) => source.form(edit.id, targets, signal));
    const answers = await askAll(inputs, new WindowAsker(title, this.services.readings), given);
    if (!answers) return;
    const connection = this.connection(first, edit);
    const source = await this.ask(first, async (edits) => edits);
    const plan = await patiently(title, (signal) => source.plan(edit.id, targets, answers, signal));
    await this.perform(edit, first, connection, plan);
  }

  /** Saves a document. Rejects with a `Failure`, also where it was done in part only. @returns false where it was not confirmed */
  async write(address: Address, content: Uint8Array, loaded: Uint8Array): Promise<boolean> {
    const connection = this.connection(address, SAVING);
    const plan = await this.ask(address, async (source, signal) => source.write?.(address, content, loaded, signal));
    if (!plan) throw new Failure({ code: "unsupported", what: text("This connection cannot be edited.") });
    const outcome = await this.perform(SAVING, address, connection, plan);
    const [failure] = outcome?.failed ?? [];
    if (failure) throw failure;
    return outcome !== undefined;
  }

  /**
   * @param planned the connection that the plan is about
   * @returns what came of it; undefined where it was not confirmed
   */
  private async perform(
    edit: Edit,
    at: Address,
    planned: Connection,
    plan: EditPlan,
  ): Promise<EditOutcome | undefined> {
    if ((plan.asks || !edit.reads) && !(await this.confirmed(edit, at, plan))) return undefined;
    // A person has read for a while: the profile may be another one by now, and its server, too.
    const connection = this.connection(at, edit);
    const { profile, name } = connection;
    if (!edit.reads && connection !== planned) throw another(profile.name);
    const outcome = await window.withProgress(
      { location: ProgressLocation.Notification, title: plain(words(plan.question)), cancellable: true },
      (progress, token) => {
        let done = 0;
        return plan.apply(({ text: said, fraction }) => {
          const increment = fraction === undefined ? undefined : Math.max(0, fraction * 100 - done);
          done += increment ?? 0;
          progress.report({ message: plain(words(said)), ...(increment === undefined ? {} : { increment }) });
        }, signalOf(token));
      },
    );
    const { done, failed, left } = outcome;
    const figures = `${done.length} done, ${failed.length} failed, ${left.length} left`;
    this.services.log.info(`${profile.id}/${name}: ${edit.id}: ${figures}`);
    this.lookAgain(at, outcome);
    void this.tell(edit, outcome);
    return outcome;
  }

  private async confirmed(edit: Edit, at: Address, plan: EditPlan): Promise<boolean> {
    const connection = this.connection(at, edit);
    const profile = this.services.profiles.byId(connection.profile.id);
    if (!profile) throw observes(connection.profile.name);
    const place = text("Profile {0}, {1}.", verbatim(profile.name), verbatim(connection.name));
    if (plan.review && !(await this.reviewed(plan.question, place, plan.review))) return false;
    return confirmEdit({
      // What only reads changes nothing in production.
      profile: { name: profile.name, production: profile.production && !edit.reads },
      question: plan.question,
      detail: [place, ...plan.detail],
      button: words(plan.button),
    });
  }

  /**
   * A list cannot be scrolled below a modal question: first it is read, then it is asked. The box stays for as long as
   * that takes, which a notification does not; it lies over the first lines, which say what it says.
   */
  private async reviewed(question: Text, place: Text, review: NonNullable<EditPlan["review"]>): Promise<boolean> {
    await this.reports.show(words(review.title), `${words(question)}\n${words(place)}\n\n${review.text}`);
    const go = l10n.t("Continue…");
    const chosen = await window.showQuickPick([go, l10n.t("Cancel")], {
      title: plain(words(question)),
      placeHolder: l10n.t("Nothing is changed yet: read the list first."),
      ignoreFocusOut: true,
    });
    return chosen === go;
  }

  private async tell(edit: Edit, outcome: EditOutcome): Promise<void> {
    const said = summaryOf(outcome, words);
    if (!outcome.failed.length && !outcome.left.length) {
      if (said) await window.showInformationMessage(plain(said));
      return;
    }
    const all = l10n.t("Show All");
    const chosen = await window.showErrorMessage(plain(said), all);
    if (chosen === all) await this.reports.show(titleOf(edit), reportOf(outcome, words));
  }

  private lookAgain(at: Address, { changed, reveal }: EditOutcome): void {
    const system = systemOf(this.services.pool.connection(at)?.system ?? "");
    const rows = system && this.rowsOf(system);
    rows?.reloadAt(changed);
    for (const address of changed) this.services.readings.refresh(uriOf(address));
    // What was made is shown; where it cannot be, that is no fault of the edit.
    if (reveal) void rows?.reveal(reveal).catch(() => {});
  }

  private ask<T>(at: Address, call: (source: EditSource, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = new AbortController();
    return this.services.pool.run(at, signal, (session, inner) => {
      if (session.edits) return call(session.edits, inner);
      throw new Failure({ code: "unsupported", what: text("This connection cannot be edited.") });
    });
  }

  /** The connection, where its profile allows the edit. */
  private connection(at: Address, { reads }: Edit): Connection {
    const connection = this.services.pool.connection(at);
    if (connection && (reads || connection.profile.access === "edit")) return connection;
    throw observes(connection?.profile.name ?? at.profile);
  }
}

/** What an edit is called where it is under way. */
export const titleOf = ({ title }: Edit): string => words(title).replace(/…$/, "");

/** Not offered by a system, but begun by the editor's own “Save”. */
const SAVING: Edit = { id: "save", title: text("Save"), on: [], group: "change" };

const another = (profile: string): Failure =>
  new Failure({
    code: "changed",
    what: text("The profile {0} was changed meanwhile: nothing was done.", verbatim(profile)),
    fix: text("Try again: it is planned anew then."),
  });

const observes = (profile: string): Failure =>
  new Failure({
    code: "forbidden",
    what: text("The profile {0} only observes.", verbatim(profile)),
    fix: text("Set “access”: “edit” in this profile to change something there."),
  });
