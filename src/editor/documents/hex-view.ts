import { type TextDocumentContentProvider, Uri, workspace } from "vscode";
import { SCHEME } from "../../core/address";
import { hexdump } from "../../core/hexdump";

export const HEX_SCHEME = "cluster-hex";

/** Bytes of a hex view at most: a line of text for each sixteen of them. */
const HEX_MOST = 256 * 1024;

/** Binary content has no text editor: it is shown as a hex dump of the same address. */
export class HexView implements TextDocumentContentProvider {
  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const bytes = await workspace.fs.readFile(Uri.from({ ...parts(uri), scheme: SCHEME }));
    const offset = /^\d+$/.test(uri.query) ? Number(uri.query) : 0;
    const dump = hexdump(bytes.subarray(0, HEX_MOST), offset);
    return bytes.length > HEX_MOST ? `${dump}… ${bytes.length - HEX_MOST} B\n` : dump;
  }
}

export const hexUri = (uri: Uri): Uri => Uri.from({ ...parts(uri), scheme: HEX_SCHEME });

const parts = (uri: Uri) => ({ authority: uri.authority, path: uri.path, query: uri.query });
