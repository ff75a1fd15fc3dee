import assert from "node:assert/strict";
import type { Session } from "../../src/core/contract";
import { servers } from "../servers/shared";
import { allNodes, at, document, opened } from "./opened";
import { Tools } from "./tools";

const { kafka } = servers();
const tools = new Tools(kafka);
const CODECS = ["gzip", "snappy", "lz4", "zstd"] as const;
const coded = (codec: string) => `compression.servers-${codec}`;

describe("compressed records of a real cluster", () => {
  let session: Session;

  before(async function () {
    this.timeout(60_000);
    await tools.createTopics(...CODECS.map((codec) => ({ topic: coded(codec), numPartitions: 1 })));
    session = await opened({ brokers: kafka.brokers });
  });

  after(async function () {
    this.timeout(60_000);
    await session?.close();
    await tools.cleanUp();
  });

  for (const codec of CODECS) {
    it(`reads what the console producer writes with ${codec}`, async function () {
      this.timeout(60_000);
      const lines = Array.from({ length: 300 }, (_, n) => `${codec} ${n} ${"余".repeat(n % 40)}${"x".repeat(n * 3)}`);
      await tools.produceByTool(coded(codec), lines, "--compression-codec", codec);
      const nodes = await allNodes(session, at("topics", coded(codec), "0"), 128);
      assert.equal(nodes.length, lines.length);
      for (const offset of [0, 1, 150, 299]) {
        const { json } = await document(session, "topics", coded(codec), "0", String(offset));
        assert.equal(json.value, lines[offset]);
        assert.equal(json.compression, codec);
      }
    });
  }
});
