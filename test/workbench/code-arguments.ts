import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** What @vscode/test-electron and its like ask of VS Code, as far as it means something to a server. */
export interface CodeArguments {
  /** paths of the extensions under test */
  readonly development: readonly string[];
  /** path of the suite */
  readonly tests?: string;
  /** the folder to open */
  readonly folder?: string;
  readonly userData?: string;
  readonly extensions?: string;
  readonly locale?: string;
}

/** Reads VS Code's command line. Options without a meaning here are passed over. */
export function readArguments(argv: readonly string[]): CodeArguments {
  const values = new Map<string, string[]>();
  const folders: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? "";
    const [, name, joined] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name === undefined) {
      if (!argument.startsWith("-")) folders.push(argument);
      continue;
    }
    if (!VALUED.has(name)) continue;
    if (joined === undefined) at++;
    values.set(name, [...(values.get(name) ?? []), joined ?? argv[at] ?? ""]);
  }
  const last = (name: string) => values.get(name)?.at(-1);
  const folder = last("folder-uri") ?? folders[0];
  const tests = last("extensionTestsPath");
  return {
    development: (values.get("extensionDevelopmentPath") ?? []).map(path),
    tests: tests && path(tests),
    folder: folder && path(folder),
    userData: last("user-data-dir"),
    extensions: last("extensions-dir"),
    locale: last("locale"),
  };
}

const VALUED = new Set([
  "extensionDevelopmentPath",
  "extensionTestsPath",
  "extensions-dir",
  "folder-uri",
  "locale",
  "user-data-dir",
]);

function path(value: string): string {
  return value.startsWith("file:") ? fileURLToPath(value) : resolve(value);
}
