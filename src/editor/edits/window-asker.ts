import { l10n, type QuickPickItem, Uri, window } from "vscode";
import type { EditInput } from "../../core/edit";
import type { Readings } from "../documents/readings";
import { plain } from "../plain";
import { words } from "../reader";
import { type Answer, type Asker, problemOf, type Step } from "./ask";
import { contentOf, contentOfFile } from "./content";

/** Asks a person, with the boxes and dialogs of VS Code. */
export class WindowAsker implements Asker {
  /** @param title of what is done */
  constructor(
    private readonly title: string,
    private readonly readings: Readings,
  ) {}

  ask(input: EditInput, step: Step): Promise<Answer | undefined> {
    switch (input.type) {
      case "choice":
        return this.choose(input, step);
      case "content":
        return this.content(input, step);
      case "files":
      case "folder":
      case "saveFolder":
        return this.open(input);
      case "saveFile":
        return this.saveFile(input);
      default:
        return this.type(input, step);
    }
  }

  private titleOf({ label }: EditInput, { number, of }: Step): string {
    const place = of === undefined || of < 2 ? "" : ` (${number}/${of})`;
    return plain(`${this.title}: ${words(label)}${place}`);
  }

  private async type(input: EditInput, step: Step): Promise<Answer | undefined> {
    const prompt = input.help ? plain(words(input.help)) : "";
    const value = await window.showInputBox({
      title: this.titleOf(input, step),
      prompt: input.optional ? l10n.t("{0} Empty: leave it out.", prompt).trim() : prompt,
      value: input.fallback,
      ignoreFocusOut: true,
      validateInput: (typed) => {
        const problem = problemOf(input, typed);
        return problem && plain(words(problem));
      },
    });
    if (value === undefined) return undefined;
    return value === "" && input.optional ? {} : { value };
  }

  private async choose(input: EditInput, step: Step): Promise<Answer | undefined> {
    const items = (input.options ?? []).map(({ value, label, detail }) => ({
      label: plain(words(label)),
      ...(detail ? { detail: plain(words(detail)) } : {}),
      ...(value === input.fallback ? { description: l10n.t("default") } : {}),
      value,
    }));
    const title = this.titleOf(input, step);
    const placeHolder = input.help && words(input.help);
    const chosen = await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
    return chosen && { value: chosen.value };
  }

  private async content(input: EditInput, step: Step): Promise<Answer | undefined> {
    const editor = window.activeTextEditor;
    const items: (QuickPickItem & { from: "box" | "editor" | "file" | "nowhere" })[] = [
      { label: l10n.t("Type It"), from: "box" },
      ...(editor
        ? [
            {
              label: l10n.t("From the Active Editor"),
              description: plain(editor.document.fileName),
              from: "editor" as const,
            },
          ]
        : []),
      { label: l10n.t("From a File…"), from: "file" },
      ...(input.optional ? [{ label: l10n.t("Leave It Out"), from: "nowhere" as const }] : []),
    ];
    const title = this.titleOf(input, step);
    const placeHolder = input.help && words(input.help);
    const chosen = await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
    switch (chosen?.from) {
      case "box": {
        const typed = await this.type({ ...input, optional: false }, step);
        return typeof typed?.value === "string" ? { value: Buffer.from(typed.value) } : undefined;
      }
      case "editor":
        return editor && { value: contentOf(editor.document, this.readings) };
      case "file": {
        const [file] = (await window.showOpenDialog({ title })) ?? [];
        return file && { value: await contentOfFile(file) };
      }
      case "nowhere":
        return {};
      default:
        return undefined;
    }
  }

  private async open(input: EditInput): Promise<Answer | undefined> {
    const files = input.type === "files";
    const chosen = await window.showOpenDialog({
      title: `${this.title}: ${words(input.label)}`,
      openLabel: words(input.label),
      canSelectFiles: files,
      canSelectFolders: !files,
      canSelectMany: files,
    });
    const [first] = chosen ?? [];
    if (!chosen || !first) return undefined;
    return { value: files ? chosen.map(({ fsPath }) => fsPath) : first.fsPath };
  }

  private async saveFile(input: EditInput): Promise<Answer | undefined> {
    const chosen = await window.showSaveDialog({
      title: `${this.title}: ${words(input.label)}`,
      ...(input.fallback ? { defaultUri: Uri.file(input.fallback) } : {}),
    });
    return chosen && { value: chosen.fsPath };
  }
}
