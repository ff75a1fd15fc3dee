/** What the example shop sells, and to whom: the same on every machine. */

export interface Product {
  readonly id: string;
  readonly name: string;
  /** in cents */
  readonly price: number;
}

const NAMES = [
  "Green tea, loose",
  "龙井茶",
  "乌龙茶",
  "Teapot, cast iron",
  "紫砂壶",
  "Café filtre",
  "Espresso cups, set of 6",
  "Moka pot",
  "Grinder, manual",
  "抹茶套装",
  "Kettle 1.7 L",
  "Oat milk 100 %",
  "Honey #7",
  "Jasmin & Rose",
  "普洱茶饼",
  "Gift box 🎁",
];

export const PRODUCTS: readonly Product[] = NAMES.map((name, index) => ({
  id: `P-${1001 + index}`,
  name,
  price: 450 + ((index * 1_379) % 7_900),
}));

export const CUSTOMERS: readonly string[] = Array.from({ length: 60 }, (_, index) => `C-${2001 + index * 7}`);

export const CITIES = ["Berlin", "上海", "København", "São Paulo", "北京", "Lyon", "東京", "Austin"] as const;

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(list: readonly [T, ...T[]] | readonly T[], random: () => number): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error("Nothing to pick from.");
  return found;
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export interface Order {
  readonly id: string;
  readonly customer: string;
  /** milliseconds since 1970 */
  readonly at: number;
  readonly city: string;
  readonly channel: "web" | "app" | "shop";
  readonly lines: readonly { readonly product: string; readonly name: string; readonly quantity: number }[];
  /** in cents */
  readonly total: number;
}

/** The orders of the 24 hours before `end`, the oldest first; more of them in the evening. */
export function ordersUntil(end: number, amount = 600): Order[] {
  const random = numbers(20_261);
  const times = Array.from({ length: amount }, () => end - Math.floor(DAY * random() ** 1.4)).sort((a, b) => a - b);
  return times.map((at, index) => {
    const lines = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const { id, name, price } = pick(PRODUCTS, random);
      return { product: id, name, quantity: 1 + Math.floor(random() * 4), price };
    });
    return {
      id: `O-${700_001 + index}`,
      customer: pick(CUSTOMERS, random),
      at,
      city: pick(CITIES, random),
      channel: pick(["web", "web", "app", "shop"] as const, random),
      lines: lines.map(({ product, name, quantity }) => ({ product, name, quantity })),
      total: lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
    };
  });
}
