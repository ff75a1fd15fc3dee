import { commands, l10n, window } from "vscode";
import type { Connection } from "../../core/contract";
import type { Origin, Profile } from "../../core/profile";
import { systemOf } from "../../systems";
import { offerTest } from "../doctor/offer";
import { testConnection } from "../doctor/test-connection";
import { lookOnLocalhost } from "../localhost";
import { plain } from "../plain";
import type { ProfileRow } from "../profiles-view";
import { words } from "../reader";
import type { Services } from "../services";
import { SECTION } from "../settings";
import { connectionAddress, connectionOf, type Row } from "../tree/rows";
import { draftOf, emptyDraft } from "../wizard/draft";
import { ProfileWizard } from "../wizard/profile-wizard";
import type { Command } from "./register";

export type Target = ProfileRow | Row | undefined;

export function profileCommands(services: Services): Record<string, Command> {
  const { profiles, pool, secrets } = services;
  return {
    addProfile: async () => {
      await new ProfileWizard(services, emptyDraft()).run();
    },
    editProfile: async (target?: Target) => {
      const profile = await pickProfile(services, target);
      const raw = profile && profiles.raw(profile.origin).find((entry) => String(entry.name).trim() === profile.name);
      if (profile && raw) await new ProfileWizard(services, draftOf(raw, profile)).run();
    },
    removeProfile: async (target?: Target) => {
      const profile = await pickProfile(services, target);
      if (!profile) return;
      const remove = l10n.t("Remove");
      const detail = l10n.t("Only the entry in the settings is removed. Nothing changes on the servers.");
      const question = l10n.t("Remove the profile “{0}”?", profile.name);
      if ((await window.showWarningMessage(plain(question), { modal: true, detail }, remove)) !== remove) return;
      const raw = profiles.raw(profile.origin).find((entry) => String(entry.name).trim() === profile.name);
      if (raw) await profiles.remove(String(raw.name), profile.origin);
    },
    testConnection: async (target?: Target) => {
      const connection = await pickConnection(services, target);
      if (connection) await testConnection(services, connection);
    },
    connect: async (target?: Target) => {
      const connection = await pickConnection(services, target);
      if (!connection) return;
      const { signal } = new AbortController();
      try {
        await pool.run(connectionAddress(connection), signal, (session, inner) => session.check(inner));
      } catch (error) {
        await offerTest(services, connection, error);
      }
    },
    disconnect: async (target?: Target) => {
      const connection = await pickConnection(services, target);
      if (connection) await pool.close(connection);
    },
    setPassword: async (target?: Target) => {
      const connection = await pickConnection(services, target);
      if (!connection) return;
      const system = systemOf(connection.system);
      const fields = system?.fields.filter((field) => field.type === "secret") ?? [];
      for (const field of fields) {
        const secret = await window.showInputBox({
          title: `${connection.profile.name} › ${connection.name}: ${words(field.label)}`,
          prompt: l10n.t("{0} Kept in the editor's secret storage. Empty: forget what is stored.", words(field.help)),
          password: true,
          ignoreFocusOut: true,
        });
        if (secret === undefined || !system) return;
        await secrets.set(system, connection, field.name, secret);
      }
      await pool.close(connection);
    },
    lookOnLocalhost: () => lookOnLocalhost(services),
    openProfilesSetting: async (origin?: Origin) => {
      const command =
        origin === "workspace" ? "workbench.action.openWorkspaceSettingsFile" : "workbench.action.openSettingsJson";
      await commands.executeCommand(command, { revealSetting: { key: `${SECTION}.profiles` } });
    },
    showLog: () => services.log.show(),
  };
}

async function pickProfile({ profiles }: Services, target: Target): Promise<Profile | undefined> {
  if (target?.type === "profile" || target?.type === "profileConnection") return target.profile;
  if (target?.type === "connection") return profiles.byId(target.connection.profile.id);
  const items = profiles.all.map((profile) => ({
    label: plain(profile.name),
    description: plain(profile.connections.map((one) => one.name).join(", ")),
    profile,
  }));
  if (items.length === 0) {
    await window.showInformationMessage(l10n.t("There is no profile yet. “Add Profile” makes one."));
    return undefined;
  }
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Which profile?") }))?.profile;
}

/** The connection of the row, or the one that the user picks. */
export async function pickConnection({ pool }: Services, target: Target): Promise<Connection | undefined> {
  if (target?.type === "connection" || target?.type === "profileConnection") return target.connection;
  if (target?.type === "note" || target?.type === "node") return connectionOf(target);
  const items = pool.connections().map((connection) => ({
    label: plain(`${connection.profile.name} › ${connection.name}`),
    description: plain(systemOf(connection.system)?.endpoint(connection.values) ?? ""),
    connection,
  }));
  if (items.length === 0) {
    await window.showInformationMessage(l10n.t("There is no connection yet. “Add Profile” makes one."));
    return undefined;
  }
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Which connection?") }))?.connection;
}
