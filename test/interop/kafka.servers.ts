import assert from "node:assert/strict";
import type { Session } from "../../src/core/contract";
import { at, document, opened } from "../kafka/opened";
import { Tools } from "../kafka/tools";
import { servers } from "../servers/shared";
import { NEVER } from "../support/session";
import { addresses, python, runExample, runPython } from "./python";

const TOPIC = "interop.kafka";
const EXAMPLE = "interop.kafka-example";
const { kafka } = servers();
const env = { ...addresses(servers()), KAFKA_TOPIC: EXAMPLE };
const tools = new Tools(kafka);
const RECORDS: readonly (readonly [key: Buffer | null, value: Buffer | null])[] = [
  [null, Buffer.from("hello world")],
  [Buffer.from("键"), Buffer.from("你好，世界 🌍")],
  [Buffer.from("100% of +#?"), Buffer.from('{"id":1,"name":"茶"}')],
  [Buffer.from([255, 0, 254]), Buffer.from([0, 255, 128])],
  [Buffer.from("gone"), null],
];
/** What their documents hold. */
const SHOWN: readonly (readonly [key: unknown, value: unknown])[] = [
  [null, "hello world"],
  ["键", "你好，世界 🌍"],
  ["100% of +#?", { id: 1, name: "茶" }],
  [{ base64: "/wD+" }, { base64: "AP+A" }],
  ["gone", null],
];

const PRODUCE = `
import base64, json, os
from kafka import KafkaProducer
decode = lambda text: None if text is None else base64.b64decode(text)
producer = KafkaProducer(bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"].split(","))
for key, value in json.loads(os.environ["RECORDS"]):
    headers = [("trace", "追踪".encode())]
    producer.send("${TOPIC}", key=decode(key), value=decode(value), headers=headers, timestamp_ms=1700000000123).get(30)
producer.close()
`;

import { kafkaToolOf } from "../servers/toolbox/toolbox";

describe("what Python's kafka-python writes", () => {
  let session: Session;

  before(async function () {
    this.timeout(300_000);
    await python();
    await tools.createTopics({ topic: TOPIC, numPartitions: 1 }, { topic: EXAMPLE, numPartitions: 1 });
    session = await opened({ brokers: kafka.brokers });
    const records = RECORDS.map((pair) => pair.map((bytes) => bytes?.toString("base64") ?? null));
    await runPython(PRODUCE, { ...env, RECORDS: JSON.stringify(records) });
  });

  after(async function () {
    this.timeout(60_000);
    await session?.close();
    await tools.cleanUp();
  });

  it("opens as exactly what was sent", async () => {
    for (const [offset, [key, value]] of SHOWN.entries()) {
      const { json } = await document(session, "topics", TOPIC, "0", `${offset}`);
      assert.deepEqual([json.key, json.value, json.offset], [key, value, offset]);
      assert.deepEqual([json.timestamp, json.headers], [1_700_000_000_123, { trace: "追踪" }]);
    }
  });

  it("stands in the tree, as many records as Kafka's own tool counts", async function () {
    this.timeout(60_000);
    const { nodes } = await session.children(at("topics", TOPIC, "0"), { limit: 500 }, NEVER);
    const ends = ["--bootstrap-server", kafka.brokers.join(","), "--topic", TOPIC];
    const said = await kafkaToolOf(kafka, "org.apache.kafka.tools.GetOffsetShell", ends);
    assert.equal(said.trim(), `${TOPIC}:0:${RECORDS.length}`);
    assert.equal(nodes.filter(({ kind }) => kind === "kafka.record").length, RECORDS.length);
  });

  it("goes as the tutorial's program says, and its message opens", async function () {
    this.timeout(60_000);
    const said = await runExample("kafka_example.py", env);
    assert.match(said, /sent: partition 0 offset 0\s+received: 0 hello world/);
    const { json } = await document(session, "topics", EXAMPLE, "0", "0");
    assert.equal(json.value, "hello world");
  });
});
