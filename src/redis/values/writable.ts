import type { Preview } from "../../core/contract";

/** The types that can be written; a stream only grows by XADD, and the types of modules have commands of their own. */
const WRITABLE = ["string", "hash", "list", "set", "zset", "ReJSON-RL"] as const;
export type WritableType = (typeof WRITABLE)[number];

export const isWritable = (type: string): type is WritableType => WRITABLE.some((known) => known === type);

/** Says so where nothing of a value is missing from what an editor shows of it. */
export function markWritable(type: string, preview: Preview): Preview {
  const { bytes, previous, next, notice, total } = preview;
  const part = previous !== undefined || next !== undefined || notice !== undefined;
  if (!isWritable(type) || part || (total !== undefined && total !== bytes.length)) return preview;
  const clipped = type !== "string" && Buffer.from(bytes).includes('{ "clipped": ');
  return clipped ? preview : { ...preview, writable: true };
}
