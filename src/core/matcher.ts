/**
 * How a filter is read, in every view: without `*` and `?` it is a part of the name, else a pattern of the whole name.
 * Upper and lower case are the same.
 */
export function matcher(filter: string | undefined): (name: string) => boolean {
  const wanted = filter?.trim().toLowerCase();
  if (!wanted) return () => true;
  if (!/[*?]/.test(wanted)) return (name) => name.toLowerCase().includes(wanted);
  const pieces = wanted.split(/([*?])/).map((piece) => (piece === "*" ? ".*" : piece === "?" ? "." : literal(piece)));
  const pattern = new RegExp(`^${pieces.join("")}$`, "su");
  return (name) => pattern.test(name.toLowerCase());
}

const literal = (piece: string): string => piece.replace(/[\\^$.|+()[\]{}/]/g, "\\$&");
