/** The polynomials of the checksums that are met here: of zip and of Castagnoli. */
export type CrcType = "CRC32" | "CRC32C";

const POLYNOMIALS = { CRC32: 0xedb88320, CRC32C: 0x82f63b78 } as const;

/** Eight tables of 256, so that eight bytes take one step. */
export function crcTables(type: CrcType): Uint32Array {
  const tables = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIALS[type] : crc >>> 1;
    tables[byte] = crc >>> 0;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256] ?? 0;
    tables[at] = (before >>> 8) ^ (tables[before & 0xff] ?? 0);
  }
  return tables;
}

/** The state of a CRC after these bytes; it begins with -1, and its complement is the checksum. */
export function advanceCrc(t: Uint32Array, state: number, bytes: Uint8Array, begin: number, end: number): number {
  let crc = state;
  let at = begin;
  for (; at + 8 <= end; at += 8) {
    const a = crc ^ word(bytes, at);
    const b = word(bytes, at + 4);
    crc =
      look(t, 1792 + (a & 0xff)) ^
      look(t, 1536 + ((a >>> 8) & 0xff)) ^
      look(t, 1280 + ((a >>> 16) & 0xff)) ^
      look(t, 1024 + (a >>> 24)) ^
      look(t, 768 + (b & 0xff)) ^
      look(t, 512 + ((b >>> 8) & 0xff)) ^
      look(t, 256 + ((b >>> 16) & 0xff)) ^
      look(t, b >>> 24);
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ look(t, (crc ^ (bytes[at] ?? 0)) & 0xff);
  return crc;
}

const look = (tables: Uint32Array, at: number): number => tables[at] ?? 0;

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
