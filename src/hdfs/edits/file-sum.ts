import { createHash, type Hash } from "node:crypto";
import { advanceCrc, type CrcType, crcTables } from "../../core/crc32";

/** How a file's checksum is made. */
export interface SumKind {
  readonly type: CrcType;
  /** bytes that one CRC covers */
  readonly bytesPerCrc: number;
  /** bytes */
  readonly blockSize: number;
}

/** A file's checksum as GETFILECHECKSUM gives it. */
export interface RemoteSum {
  readonly type: CrcType;
  readonly bytesPerCrc: number;
  /** 0 where the file has one block */
  readonly crcPerBlock: number;
  /** hexadecimal */
  readonly md5: string;
}

/** Reads `MD5-of-0MD5-of-512CRC32C` and its bytes in hexadecimal; undefined where it is made in another way. */
export function parseSum(algorithm: string, bytes: string): RemoteSum | undefined {
  const [, perBlock, perCrc, type] = /^MD5-of-(\d{1,12})MD5-of-(\d{1,9})(CRC32C?)$/.exec(algorithm) ?? [];
  if ((type !== "CRC32" && type !== "CRC32C") || !/^[0-9a-f]{56}/i.test(bytes)) return undefined;
  return {
    type,
    bytesPerCrc: Number(perCrc),
    crcPerBlock: Number(perBlock),
    md5: bytes.slice(24, 56).toLowerCase(),
  };
}

/** Whether a sum of this kind can be compared with that of the server. */
export const isComparable = (remote: RemoteSum, kind: SumKind): boolean =>
  remote.type === kind.type &&
  remote.bytesPerCrc === kind.bytesPerCrc &&
  remote.bytesPerCrc > 0 &&
  kind.blockSize % kind.bytesPerCrc === 0 &&
  (remote.crcPerBlock === 0 || remote.crcPerBlock * remote.bytesPerCrc === kind.blockSize);

/** CRCs that are handed to the hash at a time */
const BATCH = 4_096;

/** Computes HDFS's checksum of a file, the MD5 of its blocks' MD5s of their chunks' CRCs, as its bytes come by. */
export class FileSum {
  private readonly tables: Uint32Array;
  private readonly crcs = Buffer.alloc(BATCH * 4);
  private readonly blocks: Buffer[] = [];
  private waiting = 0;
  private block: Hash | undefined;
  private crc = -1;
  private inChunk = 0;
  private inBlock = 0;

  /** @param lengths bytes of each block, where they are not all of the block size but the last */
  constructor(
    readonly kind: SumKind,
    private readonly lengths: readonly number[] = [],
  ) {
    this.tables = crcTables(kind.type);
  }

  update(bytes: Uint8Array): void {
    const { bytesPerCrc } = this.kind;
    let at = 0;
    while (at < bytes.length) {
      const blockSize = this.lengths[this.blocks.length] ?? this.kind.blockSize;
      const take = Math.min(bytes.length - at, bytesPerCrc - this.inChunk, blockSize - this.inBlock);
      this.crc = advanceCrc(this.tables, this.crc, bytes, at, at + take);
      at += take;
      this.inChunk += take;
      this.inBlock += take;
      if (this.inChunk === bytesPerCrc || this.inBlock === blockSize) this.endChunk();
      if (this.inBlock === blockSize) this.endBlock();
    }
  }

  /** hexadecimal; nothing may follow */
  digest(): string {
    if (this.inChunk) this.endChunk();
    if (this.inBlock) this.endBlock();
    // Hadoop hashes the whole buffer that holds the blocks' sums, which doubles as it grows: zeros follow them.
    let length = 32;
    while (length < this.blocks.length * 16) length *= 2;
    const all = Buffer.concat([...this.blocks], length);
    return createHash("md5").update(all).digest("hex");
  }

  private endChunk(): void {
    this.crcs.writeUInt32BE(~this.crc >>> 0, this.waiting * 4);
    this.crc = -1;
    this.inChunk = 0;
    if (++this.waiting === BATCH) this.flush();
  }

  private flush(): void {
    this.block ??= createHash("md5");
    this.block.update(this.crcs.subarray(0, this.waiting * 4));
    this.waiting = 0;
  }

  private endBlock(): void {
    this.flush();
    if (this.block) this.blocks.push(this.block.digest());
    this.block = undefined;
    this.inBlock = 0;
  }
}
