import { ByteReader } from "../protocol/reader";
import { MalformedError } from "../protocol/values";
import { CODECS, type Codec } from "./compression";

/** A record batch as it lies in the log, its records still packed. */
export interface RecordBatch {
  readonly firstOffset: bigint;
  readonly lastOffset: bigint;
  /** undefined: a codec that is not known */
  readonly codec: Codec | undefined;
  /** milliseconds since 1970 that deltas count from */
  readonly baseTimestamp: bigint;
  /** when the broker has written it, for all its records; absent where each record has the producer's time */
  readonly appendTime?: bigint;
  /** part of a transaction */
  readonly transactional: boolean;
  /** holds no records but the end of a transaction */
  readonly control: boolean;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly leaderEpoch: number;
  readonly count: number;
  readonly packed: Uint8Array;
  /** of messages as they were before Kafka 0.11, there is no more than their offset */
  readonly outdated: boolean;
}

const FRAME = 12;
const HEADER = 61;

/** Reads the headers of all whole batches; a batch that is cut off at the end is left out. */
export function readBatches(bytes: Uint8Array): readonly RecordBatch[] {
  const batches: RecordBatch[] = [];
  for (let at = 0; at + FRAME + 5 <= bytes.length; ) {
    const frame = new ByteReader(bytes.subarray(at, at + FRAME));
    const firstOffset = frame.int64();
    const length = frame.int32();
    if (length < 5) throw new MalformedError(`a batch of ${length} bytes`);
    if (at + FRAME + length > bytes.length) break;
    batches.push(readBatch(firstOffset, bytes.subarray(at, at + FRAME + length)));
    at += FRAME + length;
  }
  return batches;
}

function readBatch(firstOffset: bigint, bytes: Uint8Array): RecordBatch {
  const reader = new ByteReader(bytes);
  reader.slice(FRAME);
  const leaderEpoch = reader.int32();
  const magic = reader.int8();
  if (magic < 2) return outdated(firstOffset);
  if (magic > 2 || bytes.length < HEADER) throw new MalformedError(`a batch of the format ${magic}`);
  // The checksum, of which TCP's has to do.
  reader.int32();
  const attributes = reader.int16();
  const lastOffset = firstOffset + BigInt(reader.int32());
  if (lastOffset < firstOffset) throw new MalformedError("a batch that ends before it begins");
  const baseTimestamp = reader.int64();
  const maxTimestamp = reader.int64();
  const producerId = reader.int64();
  const producerEpoch = reader.int16();
  reader.int32();
  const count = reader.int32();
  if (count < 0) throw new MalformedError(`a batch of ${count} records`);
  return {
    firstOffset,
    lastOffset,
    codec: CODECS[attributes & 7],
    baseTimestamp,
    ...(attributes & 8 ? { appendTime: maxTimestamp } : {}),
    transactional: (attributes & 16) !== 0,
    control: (attributes & 32) !== 0,
    producerId,
    producerEpoch,
    leaderEpoch,
    count,
    packed: reader.slice(reader.left),
    outdated: false,
  };
}

/** In the old formats a compressed message carries the offset of the last one inside; the first one is not known. */
const outdated = (offset: bigint): RecordBatch => ({
  firstOffset: offset,
  lastOffset: offset,
  codec: undefined,
  baseTimestamp: -1n,
  transactional: false,
  control: false,
  producerId: -1n,
  producerEpoch: -1,
  leaderEpoch: -1,
  count: 1,
  packed: new Uint8Array(),
  outdated: true,
});
