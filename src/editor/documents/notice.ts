import {
  CodeLens,
  type CodeLensProvider,
  type Event,
  EventEmitter,
  l10n,
  Range,
  type TextDocument,
  type Uri,
} from "vscode";
import type { Preview } from "../../core/contract";
import { plain } from "../plain";
import { words } from "../reader";
import type { Readings } from "./readings";
import { addressOfUri, uriOf } from "./uris";

/**
 * The line above a document that is only a piece: which piece, and the way on. It stands above the content and not
 * in it, so that the document stays the thing's own bytes.
 */
export class PieceNotice implements CodeLensProvider {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeCodeLenses: Event<void> = this.changed.event;

  constructor(private readonly readings: Readings) {}

  refresh(): void {
    this.changed.fire();
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const preview = this.readings.preview(document.uri);
    if (!preview) return [];
    const top = new Range(0, 0, 0, 0);
    const lenses: CodeLens[] = [];
    if (preview.notice) lenses.push(new CodeLens(top, { title: plain(words(preview.notice)), command: "" }));
    for (const { title, part } of waysOn(preview)) {
      lenses.push(new CodeLens(top, { title, command: "clusterObserver.openPart", arguments: [document.uri, part] }));
    }
    return lenses;
  }

  dispose(): void {
    this.changed.dispose();
  }
}

export interface WayOn {
  readonly title: string;
  readonly part: string | undefined;
}

/** Where a reader can go from a piece. `part` undefined is the beginning. */
export function waysOn(preview: Preview): WayOn[] {
  const ways: WayOn[] = [];
  if (preview.previous !== undefined)
    ways.push({ title: l10n.t("Previous Part"), part: preview.previous || undefined });
  if (preview.next !== undefined) ways.push({ title: l10n.t("Next Part"), part: preview.next });
  if (preview.last !== undefined && preview.next !== undefined)
    ways.push({ title: l10n.t("Last Part"), part: preview.last });
  return ways;
}

/** The address of another piece of the same thing. */
export const partOf = (uri: Uri, part: string | undefined): Uri => uriOf({ ...addressOfUri(uri), part });
