import { randomBytes } from "node:crypto";

/** bytes that a name may have, here and in HDFS */
const MOST = 255;

/** Where an upload goes until it is complete: `.data.csv.cluster-observer-1f2e3d4c.part`. */
export function partName(name: string): string {
  const end = `.cluster-observer-${randomBytes(4).toString("hex")}.part`;
  return `.${clipBytes(name, MOST - 1 - end.length)}${end}`;
}

/** Where a download goes until it is complete: `data.csv.1f2e3d4c.part`. */
export function localPartName(name: string): string {
  const end = `.${randomBytes(4).toString("hex")}.part`;
  return clipBytes(name, MOST - end.length) + end;
}

/** Whole characters, as many as fit. */
export function clipBytes(name: string, most: number): string {
  // Of a hundred thousand names, hardly one is too long.
  if (Buffer.byteLength(name) <= most) return name;
  let clipped = "";
  let length = 0;
  for (const character of name) {
    length += Buffer.byteLength(character);
    if (length > most) return clipped;
    clipped += character;
  }
  return clipped;
}
