/** times the middle one, and times its fair share: twice as much is common, four times is one key that everybody writes */
const TIMES_MEDIAN = 4;
const TIMES_MEAN = 2;
/** In two partitions neither is the odd one out. */
const FEWEST = 3;

/**
 * The indexes of values that are much larger than the others. Compared with the median, which a few hot ones do not move
 * as they would move mean and deviation. @param least values below it are never hot; NaN is not known
 */
export function hotOnes(values: Float64Array, least: number): readonly number[] {
  let [sum, known, most] = [0, 0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    known++;
    most = Math.max(most, value);
  }
  const share = (TIMES_MEAN * sum) / known;
  if (known < FEWEST || most < least || most < share) return [];
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const bound = Math.max(least, share, TIMES_MEDIAN * (sorted[Math.floor((known - 1) / 2)] ?? 0));
  const hot: number[] = [];
  for (const [index, value] of values.entries()) if (value >= bound) hot.push(index);
  return hot;
}
