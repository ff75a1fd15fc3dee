import { ConfigurationTarget, commands, type ExtensionContext, languages, workspace } from "vscode";
import type { ClusterObserverApi } from "./api";
import { type Address, SCHEME } from "./core/address";
import type { Edit } from "./core/edit";
import { SessionPool } from "./core/sessions";
import { documentCommands } from "./editor/commands/document-commands";
import { editCommands } from "./editor/commands/edit-commands";
import { goToCommands } from "./editor/commands/go-to";
import { lagCommands } from "./editor/commands/lag-commands";
import { lockCommands } from "./editor/commands/lock-commands";
import { profileCommands } from "./editor/commands/profile-commands";
import { register } from "./editor/commands/register";
import { sentCommands } from "./editor/commands/sent-commands";
import { rowCommands, titleCommands, toggleSetting } from "./editor/commands/view-commands";
import { Consent } from "./editor/consent";
import { ClusterFileSystem } from "./editor/documents/file-system";
import { HEX_SCHEME, HexView } from "./editor/documents/hex-view";
import { PieceNotice } from "./editor/documents/notice";
import { setLanguage } from "./editor/documents/open";
import { Readings } from "./editor/documents/readings";
import { Saving } from "./editor/documents/saving";
import { FileDrop } from "./editor/edits/drop";
import { Editor } from "./editor/edits/editor";
import { REPORT_SCHEME, Reports } from "./editor/edits/reports";
import { report } from "./editor/errors";
import { createExports } from "./editor/exports";
import { createHost } from "./editor/host";
import { createLog } from "./editor/log";
import { createLag } from "./editor/panels/lag/lag";
import { createLocks } from "./editor/panels/locks/locks";
import { Profiles } from "./editor/profiles";
import { ProfilesView } from "./editor/profiles-view";
import { Secrets } from "./editor/secrets";
import { SentView } from "./editor/sent/sent-view";
import type { Services } from "./editor/services";
import { SECTION } from "./editor/settings";
import { ClusterView } from "./editor/tree/cluster-view";
import { addressOfRow, connectionAddress, type Row } from "./editor/tree/rows";
import { systems } from "./systems";

let closeSessions: () => Promise<void> = async () => {};

export function activate(context: ExtensionContext): ClusterObserverApi {
  const log = createLog();
  const secrets = new Secrets(context.secrets);
  const consent = new Consent(context.workspaceState);
  const host = createHost(secrets, consent, log);
  const pool = new SessionPool(systems, host);
  const profiles = new Profiles(pool);
  const readings = new Readings(pool);
  const services: Services = { log, secrets, consent, host, pool, profiles, readings };
  closeSessions = () => pool.dispose();

  const reveal = async (address: Address) => {
    const view = views.find(({ system }) => system.id === pool.connection(address)?.system);
    await view?.reveal(address, new AbortController().signal);
  };
  const lag = createLag(context, services, reveal);
  const locks = createLocks(context, services, reveal);
  const overlays = { lag: lag.overlay, locks: locks.overlay };
  const dropped = async (edit: Edit, row: Row, input: string, paths: readonly string[]) => {
    try {
      await editor.run(edit, [addressOfRow(row)], { [input]: paths });
    } catch (error) {
      await report(error, log);
    }
  };
  const views = systems.map((system) => {
    const [offer] = system.offers ?? [];
    const drop = system.edits?.some((edit) => edit.drop) && new FileDrop(system, dropped);
    return new ClusterView(system, services, offer && overlays[offer], drop || undefined);
  });
  const reports = new Reports();
  const editor = new Editor(services, reports, (system) => {
    const view = views.find((candidate) => candidate.system === system);
    return view && { reloadAt: (addresses) => view.tree.reloadAt(addresses), reveal };
  });
  const saving = new Saving(readings, (...document) => editor.write(...document));
  const files = new ClusterFileSystem(pool, readings, saving);
  const notice = new PieceNotice(readings);
  const sent = new SentView(pool);
  context.subscriptions.push(
    log,
    profiles,
    consent,
    readings,
    notice,
    sent,
    reports,
    ...views,
    new ProfilesView(services),
    workspace.registerFileSystemProvider(SCHEME, files, { isCaseSensitive: true }),
    workspace.registerTextDocumentContentProvider(HEX_SCHEME, new HexView()),
    workspace.registerTextDocumentContentProvider(REPORT_SCHEME, reports),
    languages.registerCodeLensProvider({ scheme: SCHEME }, notice),
    workspace.onWillSaveTextDocument((event) => saving.willSave(event)),
    workspace.onDidSaveTextDocument((document) => saving.didSave(document)),
    workspace.onDidOpenTextDocument((document) => setLanguage(document, readings)),
    workspace.onDidChangeTextDocument(({ document }) => document.uri.scheme === SCHEME && notice.refresh()),
    workspace.onDidCloseTextDocument(({ uri }) => {
      readings.forget(uri);
      reports.forget(uri);
    }),
    ...register(services, {
      ...profileCommands(services),
      ...rowCommands(views, services),
      ...documentCommands(views, services),
      ...goToCommands(views, services),
      ...lagCommands(lag),
      ...lockCommands(locks),
      ...sentCommands(services, sent),
      ...editCommands(views, services, editor),
      ...Object.fromEntries(views.flatMap((view) => Object.entries(titleCommands(view)))),
      "kafka.toggleInternal": () => toggleSetting("kafka.showInternal", ConfigurationTarget.Global),
    }),
    consent.onDidAllow(() => {
      // The others would ask once more for what was just refused.
      const allowed = pool.connections().filter((one) => one.foreign && consent.isAllowed(one));
      for (const view of views) view.tree.reloadAt(allowed.map(connectionAddress));
    }),
    workspace.onDidChangeConfiguration((event) => {
      for (const view of views) if (event.affectsConfiguration(`${SECTION}.${view.system.id}`)) view.tree.reload();
    }),
  );
  const say = () => {
    const isKnown = (name: string, value: boolean) =>
      commands.executeCommand("setContext", `${SECTION}.${name}`, value);
    void isKnown("hasProfiles", profiles.all.length + profiles.problems.length > 0);
    void isKnown(
      "mayEdit",
      pool.connections().some(({ profile }) => profile.access === "edit"),
    );
    void isKnown(
      "mayEditLocks",
      locks.service.connections().some(({ profile }) => profile.access === "edit"),
    );
  };
  context.subscriptions.push(profiles.onDidChange(say));
  say();
  return createExports(services, lag.service, locks.service);
}

export async function deactivate(): Promise<void> {
  await closeSessions();
}
