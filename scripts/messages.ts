// Finds every sentence that is shown to a person: `text("…")`, `l10n.t("…")` and `translate("…")` in src/.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CALL = /\b(?:text|l10n\.t|translate)\(\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/g;

export function messages(folder: string): string[] {
  const found = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const code = readFileSync(join(entry.parentPath, entry.name), "utf8");
    for (const [, literal = ""] of code.matchAll(CALL)) found.add(unquote(literal));
  }
  return [...found].sort();
}

function unquote(literal: string): string {
  const inner = literal.slice(1, -1);
  return JSON.parse(`"${inner.replace(/\\'/g, "'").replace(/(?<!\\)"/g, '\\"')}"`);
}

if (require.main === module) {
  const top = join(__dirname, "..");
  const known: Record<string, string> = JSON.parse(readFileSync(join(top, "l10n/bundle.l10n.zh-cn.json"), "utf8"));
  const missing = messages(join(top, "src")).filter((message) => !(message in known));
  process.stdout.write(`${JSON.stringify(missing, undefined, 2)}\n`);
}
