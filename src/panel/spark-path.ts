/**
 * A line of numbers as the path of an SVG of that size. The scale begins at 0, so that a small change of a large number
 * looks small; where a number is not known the line is interrupted.
 */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const known = values.filter((value) => value !== null);
  const top = Math.max(0, ...known);
  const bottom = Math.min(0, ...known);
  const range = top - bottom || 1;
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let path = "";
  let pen = false;
  values.forEach((value, index) => {
    if (value === null) {
      pen = false;
      return;
    }
    const x = (index * step).toFixed(1);
    const y = (height - ((value - bottom) / range) * height).toFixed(1);
    path += pen ? `L${x} ${y}` : `M${x} ${y}`;
    // A number that stands alone is a dot: a line without length with round ends.
    if (!pen && (values[index + 1] ?? null) === null) path += "h0";
    pen = true;
  });
  return path;
}
