/**
 * How a filter is read, in every view: without `*` and `?` it is a part of the name, else a pattern of the whole name.
 * Upper and lower case are the same.
 */
export function matcher(filter: string | undefined): (name: string) => boolean {
  const wanted = filter?.trim().toLowerCase();
  if (!wanted) return () => true;
  if (!/[*?]/.test(wanted)) return (name) => name.toLowerCase().includes(wanted);
  const parts = patternsBetweenStars(wanted);
  return (name) => {
    const written = name.toLowerCase();
    let at = 0;
    return parts.every((part) => {
      part.lastIndex = at;
      const found = part.test(written);
      at = part.lastIndex;
      return found;
    });
  };
}

/**
 * What stands between the stars, each to be found behind the one before. One pattern with `.*` for each star would try
 * every way to divide a name: with many stars it would not end.
 */
function patternsBetweenStars(wanted: string): readonly RegExp[] {
  const parts = wanted.split("*").map((part) => part.split("?").map(literal).join("."));
  const last = parts.length - 1;
  return parts.map((part, index) => new RegExp(`${index === 0 ? "^" : ""}${part}${index === last ? "$" : ""}`, "gsu"));
}

const literal = (piece: string): string => piece.replace(/[\\^$.|+()[\]{}/]/g, "\\$&");
