import assert from "node:assert/strict";
import { Uri } from "vscode";
import type { ApiNode, ApiPage, ClusterObserverApi } from "../../src/api";
import { api, localProfile, setProfiles } from "./profiles";

const at = (text: string): Uri => Uri.parse(text, true);

describe("exports", () => {
  let observer: ClusterObserverApi;

  before(async () => {
    await setProfiles([localProfile()]);
    observer = await api();
  });

  const labels = (page: ApiPage) => page.nodes.map((node) => node.label);
  const named = (page: ApiPage, label: string): ApiNode => {
    const found = page.nodes.find((node) => node.label === label);
    assert.ok(found, `${label} is not among ${labels(page).join(", ")}`);
    return found;
  };
  const text = async (uri: Uri) => new TextDecoder().decode((await observer.read(uri)).bytes);

  it("are version 1 and name the profiles", () => {
    assert.equal(observer.version, 1);
    const [profile] = observer.profiles();
    assert.equal(profile?.access, "observe");
    assert.deepEqual(
      profile?.connections.map(({ uri }) => uri.toString()),
      ["cluster://local/redis", "cluster://local/kafka", "cluster://local/hdfs"],
    );
  });

  it("walk HDFS to the tutorial's file", async () => {
    const page = await observer.list(at("cluster://local/hdfs/user/hadoop/test"));
    const file = named(page, "test.txt");
    assert.equal(file.kind, "hdfs.file");
    assert.equal(file.uri.toString(), "cluster://local/hdfs/user/hadoop/test/test.txt");
    assert.match(await text(file.uri), /hello/i);
    const facts = await observer.describe(file.uri);
    assert.ok(facts.some(({ label }) => /owner/i.test(label)));
  });

  it("walk Redis to the tutorial's key", async () => {
    const databases = await observer.list(at("cluster://local/redis"));
    assert.ok(databases.nodes.length >= 1);
    let page = await observer.list(at("cluster://local/redis/0"), { filter: "key" });
    for (let rounds = 0; !page.complete && rounds < 50; rounds++) {
      page = await observer.list(at("cluster://local/redis/0"), { filter: "key", resume: true });
    }
    const key = named(page, "key");
    assert.equal(key.uri.toString(), "cluster://local/redis/0/key");
    assert.equal(await text(key.uri), "value");
  });

  it("walk Kafka to the tutorial's message", async () => {
    const topics = await observer.list(at("cluster://local/kafka/topics"));
    const topic = named(topics, "test_topic");
    const [partition] = (await observer.list(topic.uri)).nodes;
    assert.ok(partition);
    const [record] = (await observer.list(partition.uri)).nodes;
    assert.ok(record);
    const document = JSON.parse(await text(record.uri));
    assert.equal(document.topic, "test_topic");
    assert.equal(document.value, "hello world");
  });

  it("go page by page", async () => {
    const all = await observer.list(at("cluster://local/hdfs/data/shop/logs"));
    assert.ok(all.nodes.length >= 1);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: ApiPage = await observer.list(at("cluster://local/hdfs/data/shop/logs"), { cursor, limit: 1 });
      assert.ok(page.nodes.length <= 1);
      seen.push(...labels(page));
      cursor = page.cursor;
    } while (cursor !== undefined);
    assert.deepEqual(seen, labels(all));
  });

  it("read a piece", async () => {
    const { bytes, total } = await observer.read(at("cluster://local/redis/0/key"), { offset: 1, length: 3 });
    assert.equal(new TextDecoder().decode(bytes), "alu");
    assert.equal(total, 5);
  });

  it("say what is wrong", async () => {
    await assert.rejects(observer.list(at("cluster://nobody/redis")), /No profile has the id “nobody”/);
    await assert.rejects(observer.list(Uri.parse("http://local/redis")), /is not an address/);
    await assert.rejects(observer.read(at("cluster://local/hdfs/no/such/file")), /no\/such\/file/);
    await assert.rejects(observer.list(at("cluster://local/hdfs"), { limit: 0 }), /limit must be a whole number/);
  });

  it("end when the caller leaves", async () => {
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(observer.list(at("cluster://local/hdfs"), { signal: controller.signal }), /cancelled/);
  });
});
