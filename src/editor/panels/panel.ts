import { randomBytes } from "node:crypto";
import { type Disposable, env, Uri, type WebviewPanel } from "vscode";
import type { Address } from "../../core/address";
import { page } from "../../panel/page";
import type { Choices } from "../../panel/protocol";
import { report } from "../errors";
import { reader } from "../reader";
import type { Services } from "../services";
import { Conversation } from "./conversation";
import { copyRecords, exportRecords } from "./deliver";
import type { PanelKind, Wanted } from "./kind";

/** What all panels need of the window around them. */
export interface PanelHome {
  readonly services: Services;
  /** of the installed extension */
  readonly extension: Uri;
}

export interface PanelPlace<S> {
  readonly kind: PanelKind<S>;
  readonly connection: Address;
  readonly title: string;
  readonly intervalMs: number;
}

/** A webview panel in the editor area: its page with a strict policy, and the conversation with it. */
export class Panel<S> implements Disposable {
  private readonly conversation: Conversation<S>;
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly webviewPanel: WebviewPanel,
    { kind, connection, title, intervalMs }: PanelPlace<S>,
    { services, extension }: PanelHome,
    kept: Choices | undefined,
  ) {
    const { webview } = webviewPanel;
    const at = (folder: string, file: string) => Uri.joinPath(extension, folder, file);
    webviewPanel.title = title;
    webviewPanel.iconPath = { light: at("media", `${kind.id}-light.svg`), dark: at("media", `${kind.id}-dark.svg`) };
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: resourceRoots(extension) };
    this.conversation = new Conversation(
      kind,
      connection,
      {
        title,
        intervalMs,
        // False: it was hidden meanwhile. It will be told everything when it is back.
        post: (message) => void webview.postMessage(message),
        reader: (timeZone) => ({ ...reader(), ...(timeZone ? { timeZone } : {}) }),
        attempt: (work) => void work().catch((error: unknown) => report(error, services.log)),
        deliver: (records, to, format) =>
          to === "copy" ? copyRecords(records, format) : exportRecords(records, format, fileName(title)),
      },
      kept,
    );
    this.subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => this.conversation.receive(message)),
      webviewPanel.onDidChangeViewState(() => this.conversation.visible(webviewPanel.visible)),
    ];
    // A nonce of its own for each page: a page cannot know the one of another.
    const nonce = randomBytes(24).toString("base64url");
    const address = (file: string) => webview.asWebviewUri(at("dist", file)).toString();
    webview.html = page({
      script: address("panel.js"),
      style: address("panel.css"),
      cspSource: webview.cspSource,
      nonce,
      locale: env.language,
      title,
    });
  }

  get active(): boolean {
    return this.webviewPanel.active;
  }

  show(wanted: Wanted): void {
    this.webviewPanel.reveal();
    this.conversation.show(wanted);
  }

  now(): void {
    this.conversation.now();
  }

  /** Does it to the row that is open; false where none is. */
  actOnOpen(action: string): boolean {
    return this.conversation.actOnOpen(action);
  }

  onDidDispose(listener: () => void): void {
    this.subscriptions.push(this.webviewPanel.onDidDispose(listener));
  }

  dispose(): void {
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
    this.conversation.dispose();
    this.webviewPanel.dispose();
  }
}

export const resourceRoots = (extension: Uri): Uri[] =>
  ["dist", "media"].map((folder) => Uri.joinPath(extension, folder));

/** The panel's title and the moment, in characters that every file system takes. */
function fileName(title: string): string {
  const name = title.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-.]+|[-.]+$/g, "");
  return `${name.toLowerCase()}-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}Z`;
}
