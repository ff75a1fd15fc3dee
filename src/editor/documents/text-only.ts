import { utf8 } from "../../core/bytes";

/**
 * True where a text editor gives back the bytes that it was given: UTF-8, and one kind of line end. A lone CR, or both
 * kinds of line ends, would become one kind when it is saved.
 */
export function survivesEditing(bytes: Uint8Array): boolean {
  const decoded = utf8(bytes);
  if (decoded === undefined || decoded.includes("\0")) return false;
  if (!decoded.includes("\r")) return !/[\u2028\u2029]/.test(decoded);
  return !/\r(?!\n)|(?<!\r)\n|[\u2028\u2029]/.test(decoded);
}
