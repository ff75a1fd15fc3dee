import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes a display language known without its language pack, which is not in npm: the workbench's own words stay
 * English, and extensions are told the language and use their own translations.
 *
 * @param locale `zh-cn`
 */
export function writeLanguagePack(userData: string, locale: string): void {
  mkdirSync(userData, { recursive: true });
  const words = join(userData, `${locale}.i18n.json`);
  writeFileSync(words, JSON.stringify({ version: "1.0.0", contents: {} }));
  const pack = {
    hash: createHash("sha256").update(words).digest("hex").slice(0, 32),
    label: locale,
    extensions: [{ extensionIdentifier: { id: `cluster-observer.language-pack-${locale}` }, version: "1.0.0" }],
    translations: { vscode: words },
  };
  writeFileSync(join(userData, "languagepacks.json"), JSON.stringify({ [locale]: pack }));
}
