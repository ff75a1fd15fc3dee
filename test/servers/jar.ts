import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const CENTRAL_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const DEFLATED = 8;

/** The first file of a jar (a zip without zip64) whose name matches, unpacked; undefined where there is none. */
export function readJarEntry(jar: string, matches: RegExp): Buffer | undefined {
  const file = openSync(jar, "r");
  try {
    const bytes = (offset: number, length: number) => {
      const buffer = Buffer.alloc(length);
      readSync(file, buffer, 0, length, offset);
      return buffer;
    };
    const size = fstatSync(file).size;
    const tail = bytes(Math.max(0, size - 65_557), Math.min(size, 65_557));
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 0 || tail.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error(`${jar} is not a jar.`);
    const directory = bytes(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    for (let at = 0; at < directory.length && directory.readUInt32LE(at) === CENTRAL_ENTRY; ) {
      const nameLength = directory.readUInt16LE(at + 28);
      if (matches.test(directory.toString("utf8", at + 46, at + 46 + nameLength))) {
        const header = directory.readUInt32LE(at + 42);
        // The local header has name and extra fields of its own length.
        const local = bytes(header, 30);
        const start = header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
        const packed = bytes(start, directory.readUInt32LE(at + 20));
        return directory.readUInt16LE(at + 10) === DEFLATED ? inflateRawSync(packed) : packed;
      }
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}
