import { ConfigurationTarget, type Disposable, EventEmitter, workspace } from "vscode";
import type { Checked, Origin, Profile } from "../core/profile";
import { checkProfiles } from "../core/profile-check";
import type { SessionPool } from "../core/sessions";
import { systems } from "../systems";
import { SECTION } from "./settings";

/** An entry of the setting as it is written there. */
export type RawProfile = Readonly<Record<string, unknown>>;

/** The profiles of the settings, checked anew at every change, and the pool kept in step with them. */
export class Profiles implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private checked: Checked;
  private readonly subscription: Disposable;

  constructor(private readonly pool: SessionPool) {
    this.checked = this.load();
    this.subscription = workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(`${SECTION}.profiles`)) return;
      this.checked = this.load();
      this.changed.fire();
    });
  }

  get all(): Checked["profiles"] {
    return this.checked.profiles;
  }

  get problems(): Checked["problems"] {
    return this.checked.problems;
  }

  byId(id: string): Profile | undefined {
    return this.all.find((profile) => profile.id === id);
  }

  /** The entries of one settings file, as they are written. */
  raw(origin: Origin): readonly RawProfile[] {
    const value = sources().find((source) => source.origin === origin)?.value;
    return Array.isArray(value) ? value : [];
  }

  /** Writes one entry: in the place of the one named `replaces`, or behind the others. */
  async save(profile: RawProfile, origin: Origin, replaces?: string): Promise<void> {
    const entries = [...this.raw(origin)];
    const at = entries.findIndex((entry) => replaces !== undefined && entry.name === replaces);
    if (at < 0) entries.push(profile);
    else entries[at] = profile;
    await this.write(entries, origin);
  }

  async remove(name: string, origin: Origin): Promise<void> {
    await this.write(
      this.raw(origin).filter((entry) => entry.name !== name),
      origin,
    );
  }

  private async write(entries: readonly RawProfile[], origin: Origin): Promise<void> {
    const target = origin === "user" ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
    await workspace.getConfiguration(SECTION).update("profiles", entries.length ? entries : undefined, target);
  }

  private load(): Checked {
    const checked = checkProfiles(sources(), systems, process.env);
    this.pool.configure(checked.profiles.flatMap((profile) => profile.connections));
    return checked;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

function sources() {
  const found = workspace.getConfiguration(SECTION).inspect<unknown>("profiles");
  return [
    { origin: "user" as const, value: found?.globalValue },
    { origin: "workspace" as const, value: found?.workspaceFolderValue ?? found?.workspaceValue },
  ];
}
