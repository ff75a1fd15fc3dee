export const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;

export const tenths = (value: number): number => Math.round(value * 10) / 10;

export const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

export async function timed<T>(call: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const begin = performance.now();
  const result = await call();
  return { ms: performance.now() - begin, result };
}
