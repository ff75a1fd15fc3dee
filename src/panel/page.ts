/** What the page of a panel is made of: addresses as the webview reaches them (`asWebviewUri`). */
export interface PageParts {
  /** of dist/panel.js */
  readonly script: string;
  /** of dist/panel.css */
  readonly style: string;
  /** the webview's own source for the policy: `webview.cspSource` */
  readonly cspSource: string;
  /** unguessable, new for each page */
  readonly nonce: string;
  /** BCP 47 */
  readonly locale: string;
  readonly title: string;
}

/** The page of every panel. Its policy lets in this one script and this one style sheet, and nothing else. */
export function page({ script, style, cspSource, nonce, locale, title }: PageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}';`;
  return `<!DOCTYPE html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<div id="panel"></div>
<script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
