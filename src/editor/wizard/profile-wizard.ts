import { l10n, type QuickPickItem, window } from "vscode";
import type { Field } from "../../core/contract";
import { COLORS, type Color, profileId } from "../../core/profile";
import { systems } from "../../systems";
import { plain } from "../plain";
import { words } from "../reader";
import type { Services } from "../services";
import { addConnectionSteps, connectionMenu, fieldStep } from "./connection-steps";
import { checkDraft, type Draft, type DraftConnection, rawOf } from "./draft";
import type { Suggestion } from "./fields";
import { runSteps, type Step } from "./steps";

interface Item extends QuickPickItem {
  readonly go?: Step;
}

/** Makes or changes a profile, one question at a time. Nothing is written before "Save". */
export class ProfileWizard {
  constructor(
    private readonly services: Services,
    private readonly draft: Draft,
  ) {}

  /** A new profile is led through name, access, colour and a first connection; then, and for a change, comes the menu. */
  async run(): Promise<boolean> {
    return runSteps(
      this.draft.replaces === undefined ? this.askName(this.askAccess(this.askColor(this.askSystem()))) : this.menu,
    );
  }

  /** Asks for one field of a connection, and saves. */
  async change(connection: DraftConnection, field: Field, suggestion?: Suggestion): Promise<boolean> {
    const save: Step = async () => {
      await this.save();
      return undefined;
    };
    return runSteps(fieldStep(connection, field, this.title(), save, suggestion));
  }

  private readonly title = (): string =>
    this.draft.replaces === undefined ? l10n.t("Add Profile") : l10n.t("Edit Profile “{0}”", this.draft.replaces);

  private askName(next: Step): Step {
    return async (ask) => {
      this.draft.name = await ask.text({
        title: this.title(),
        prompt: l10n.t("A name for the environment, for example local, staging or production"),
        value: this.draft.name,
        placeholder: "local",
        validate: (name) => this.nameProblem(name),
      });
      return next;
    };
  }

  private nameProblem(name: string): string | undefined {
    const id = profileId(name);
    if (!/[\p{L}\p{N}]/u.test(id)) return l10n.t("The name needs a letter or a digit.");
    const other = this.services.profiles.byId(id);
    return other && other.name !== this.draft.replaces
      ? l10n.t("“{0}” is already the name of a profile.", other.name)
      : undefined;
  }

  private askAccess(next: Step): Step {
    return async (ask) => {
      const observe = {
        label: l10n.t("Observe only"),
        detail: l10n.t("Nothing can be changed on the servers"),
        access: "observe" as const,
      };
      const edit = {
        label: l10n.t("May edit"),
        detail: l10n.t("Commands that change data are offered, each with a confirmation"),
        access: "edit" as const,
      };
      const active = this.draft.access === "edit" ? edit : observe;
      const chosen = await ask.pick(this.title(), l10n.t("What may be done with it?"), [observe, edit], active);
      this.draft.access = chosen.access;
      return next;
    };
  }

  private askColor(next: Step): Step {
    return async (ask) => {
      const names = colorNames();
      const items = [
        ...COLORS.map((color) => ({ label: names[color], color, production: false })),
        { label: l10n.t("Red, and marked as production with a lock"), color: "red" as const, production: true },
        { label: l10n.t("No colour"), color: undefined, production: false },
      ];
      const { color, production } = this.draft;
      const active = items.find((item) => item.color === color && item.production === production);
      const chosen = await ask.pick(this.title(), l10n.t("A colour tells environments apart"), items, active);
      this.draft.color = chosen.color;
      this.draft.production = chosen.production;
      return next;
    };
  }

  private askSystem(): Step {
    return async (ask) => {
      const items = systems.map((system) => ({ label: system.title, system }));
      const chosen = await ask.pick(this.title(), l10n.t("Which system is the first connection to?"), items);
      return addConnectionSteps(this.services, this.draft, chosen.system, this.title(), this.menu);
    };
  }

  private readonly menu: Step = async (ask) => {
    const { draft } = this;
    const problems = checkDraft(draft).problems;
    const save: Item = {
      label: `$(save) ${l10n.t("Save")}`,
      detail: problems[0] && plain(`${problems[0].field} ${words(problems[0].why)}`),
    };
    const items: Item[] = [
      save,
      ...draft.connections.map((connection) => ({
        label: `$(plug) ${plain(connection.name ?? connection.system.title)}`,
        description: l10n.t("change, test or remove"),
        go: connectionMenu(this.services, draft, connection, this.title(), this.menu),
      })),
      ...systems.map((system) => ({
        label: `$(add) ${l10n.t("Add {0}", system.title)}`,
        go: addConnectionSteps(this.services, draft, system, this.title(), this.menu),
      })),
      { label: `$(edit) ${l10n.t("Name")}`, description: plain(draft.name), go: this.askName(this.menu) },
      {
        label: `$(shield) ${l10n.t("Access")}`,
        description: draft.access === "edit" ? l10n.t("May edit") : l10n.t("Observe only"),
        go: this.askAccess(this.menu),
      },
      {
        label: `$(symbol-color) ${l10n.t("Colour")}`,
        description: draft.color && colorNames()[draft.color],
        go: this.askColor(this.menu),
      },
    ];
    const chosen = await ask.pick(this.title(), l10n.t("Profile “{0}”", draft.name), items, save);
    if (chosen.go) return chosen.go;
    await this.save();
    return undefined;
  };

  private async save(): Promise<void> {
    const { draft, services } = this;
    const { profile } = checkDraft(draft);
    for (const connection of draft.connections) {
      const known = profile?.connections.find((checked) => checked.name === (connection.name ?? connection.system.id));
      if (!known) continue;
      // Whoever writes it does not need to be asked; what a stranger wrote is not allowed by a change of its colour.
      if (!connection.before || services.consent.isAllowed(connection.before)) await services.consent.allow(known);
      for (const [field, secret] of Object.entries(connection.secrets)) {
        await services.secrets.set(connection.system, known, field, secret);
      }
    }
    await services.profiles.save(rawOf(draft), draft.origin, draft.replaces);
    window.setStatusBarMessage(plain(l10n.t("Profile “{0}” is saved.", draft.name)), 5_000);
  }
}

const colorNames = (): Record<Color, string> => ({
  blue: l10n.t("Blue"),
  green: l10n.t("Green"),
  yellow: l10n.t("Yellow"),
  orange: l10n.t("Orange"),
  red: l10n.t("Red"),
  purple: l10n.t("Purple"),
});
