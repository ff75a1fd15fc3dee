import { type DataTransfer, l10n, type TreeDragAndDropController, Uri, window } from "vscode";
import type { System } from "../../core/contract";
import type { Edit } from "../../core/edit";
import type { Row } from "../tree/rows";
import { fits } from "./targets";

const URI_LIST = "text/uri-list";

/** Files that are dropped onto a row start the edit that takes them. */
export class FileDrop implements TreeDragAndDropController<Row> {
  readonly dropMimeTypes = [URI_LIST];
  readonly dragMimeTypes: string[] = [];

  /** @param start shows itself what goes wrong */
  constructor(
    private readonly system: System,
    private readonly start: (edit: Edit, row: Row, input: string, paths: readonly string[]) => Promise<void>,
  ) {}

  async handleDrop(row: Row | undefined, data: DataTransfer): Promise<void> {
    if (!row) return;
    const edit = this.system.edits?.find((candidate) => candidate.drop && fits(candidate, row));
    const list = (await data.get(URI_LIST)?.asString()) ?? "";
    const uris = list.split(/\r?\n/).filter((line) => line && !line.startsWith("#"));
    const paths = uris.map((uri) => Uri.parse(uri)).filter(({ scheme }) => scheme === "file");
    if (!edit?.drop || paths.length === 0) {
      if (uris.length) await window.showInformationMessage(l10n.t("Files cannot be dropped here."));
      return;
    }
    await this.start(
      edit,
      row,
      edit.drop,
      paths.map(({ fsPath }) => fsPath),
    );
  }
}
