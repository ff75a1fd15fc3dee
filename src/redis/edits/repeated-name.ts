/** A text, a bracket, a colon or a comma of JSON; what is between them does not matter here. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

/** A name that stands twice in the outermost object of valid JSON: `JSON.parse` would keep the last one without a word. */
export function repeatedName(json: string): string | undefined {
  const names = new Set<string>();
  let depth = 0;
  let latest: string | undefined;
  for (const [token] of json.matchAll(TOKENS)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (token !== ":") latest = depth === 1 ? token : undefined;
    else if (depth === 1 && latest !== undefined) {
      const name = String(JSON.parse(latest));
      if (names.has(name)) return name;
      names.add(name);
      latest = undefined;
    }
  }
  return undefined;
}
