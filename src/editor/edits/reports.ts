import { EventEmitter, type TextDocumentContentProvider, Uri, window, workspace } from "vscode";

export const REPORT_SCHEME = "cluster-report";

/** Texts that are only to be read: what will be done, what was done. The last ones are kept. */
export class Reports implements TextDocumentContentProvider {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly texts = new Map<string, string>();

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.path) ?? "";
  }

  /** @param title of its tab */
  async show(title: string, text: string): Promise<void> {
    // A tab's title is the last segment of a path.
    const path = `/${title.replaceAll("/", "∕")}`;
    this.texts.set(path, text);
    const uri = Uri.from({ scheme: REPORT_SCHEME, path });
    this.changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true, preserveFocus: true });
  }

  forget(uri: Uri): void {
    if (uri.scheme === REPORT_SCHEME) this.texts.delete(uri.path);
  }

  dispose(): void {
    this.texts.clear();
    this.changed.dispose();
  }
}
