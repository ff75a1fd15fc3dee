/** Columns that the box at the top of the workbench shows of a line; a Chinese character takes two. */
const COLUMNS = 84;

/** A text on the two lines that an entry of a list has: broken between words, or between characters where there are none. */
export function twoLines(text: string, locale: string): { readonly label: string; readonly detail?: string } {
  const flat = text.replaceAll(/\s+/g, " ").trim();
  let columns = 0;
  let end = 0;
  for (const { segment, index } of new Intl.Segmenter(locale, { granularity: "word" }).segment(flat)) {
    columns += width(segment);
    // Punctuation stays with the word before it.
    if (columns > COLUMNS && !/^[\p{P}\s]+$/u.test(segment)) {
      end = index;
      break;
    }
  }
  if (end === 0) return { label: flat };
  return { label: flat.slice(0, end).trim(), detail: flat.slice(end).trim() };
}

const width = (segment: string): number =>
  [...segment].reduce((sum, char) => sum + (/\p{Script=Han}/u.test(char) ? 2 : 1), 0);
