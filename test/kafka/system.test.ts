import assert from "node:assert/strict";
import fc from "fast-check";
import { child, formatAddress, parseAddress, root } from "../../src/core/address";
import type { Values } from "../../src/core/contract";
import { assertAllowed } from "../../src/kafka/allowed";
import { formatEndpoint, parseEndpoint } from "../../src/kafka/endpoint";
import { pieceOf } from "../../src/kafka/paging";
import { placeOf } from "../../src/kafka/place";
import type { ApiName } from "../../src/kafka/protocol/messages";
import { kafka } from "../../src/kafka/system";
import { say } from "../support/session";
import { at } from "./opened";

describe("the address of a broker", () => {
  it("is host and port, with brackets around IPv6", () => {
    assert.deepEqual(parseEndpoint("kafka.example.com:9092"), { host: "kafka.example.com", port: 9092 });
    assert.deepEqual(parseEndpoint(" [::1]:9093 "), { host: "::1", port: 9093 });
    assert.deepEqual(parseEndpoint("[fe80::1%eth0]:9093"), { host: "fe80::1%eth0", port: 9093 });
    const wrong = [
      "localhost",
      "::1:9092",
      "localhost:0",
      "localhost:99999",
      "http://localhost:9092",
      "a b:1",
      ":9092",
      "",
    ];
    for (const text of wrong) assert.equal(parseEndpoint(text), undefined, text);
    for (const text of ["a:1", "[::1]:2"]) {
      const endpoint = parseEndpoint(text);
      assert.equal(endpoint && formatEndpoint(endpoint), text);
    }
  });
});

describe("a Kafka connection of a profile", () => {
  const brokers = ["localhost:9092"];
  const problem = (values: Values) => kafka.check?.(values);

  it("belongs to its brokers, in whichever order they are named", () => {
    assert.equal(kafka.endpoint({ brokers: ["b:2", "A:1", "a:1"] }), "a:1,b:2");
  });

  it("is checked field by field", () => {
    const good: Values[] = [
      { brokers },
      { brokers: ["[::1]:9092"], ssl: true, ca: "ca.pem" },
      { brokers, sasl: "plain", user: "u", hostMap: { "kafka:9092": "localhost:19092" } },
      { brokers, sasl: "oauthbearer" },
    ];
    for (const values of good) assert.equal(problem(values), undefined);
    const bad: readonly (readonly [string, Values])[] = [
      ["brokers", { brokers: [] }],
      ["brokers[1]", { brokers: ["a:1", "b"] }],
      ["hostMap", { brokers, hostMap: { kafka: "localhost:1" } }],
      ["ca", { brokers, ca: "ca.pem" }],
      ["key", { brokers, ssl: true, cert: "c.pem" }],
      ["cert", { brokers, ssl: true, key: "k.pem" }],
      ["sasl", { brokers, user: "u" }],
      ["user", { brokers, sasl: "plain" }],
    ];
    for (const [field, values] of bad) {
      const found = problem(values);
      assert.equal(found?.field, field);
      assert.ok(say(found?.why).length > 5);
    }
  });
});

describe("going to a place in Kafka", () => {
  const [topic, offset, group] = kafka.goTo;
  const top = root("p", "kafka");

  it("takes topics, partitions and offsets", () => {
    const go = (typed: string) => {
      const found = offset?.parse(typed, top);
      return found && "path" in found ? found.path.join("/") : undefined;
    };
    assert.equal(go("orders"), "topics/orders");
    assert.equal(go("orders/2"), "topics/orders/2");
    assert.equal(go(" orders/2@1042 "), "topics/orders/2/1042");
    assert.equal(go("my-orders-2@007"), "topics/my-orders/2/7");
    assert.equal(go("my-orders-2"), "topics/my-orders-2");
    for (const typed of ["", "a b", "orders@1", "orders/x", "名"]) assert.equal(go(typed), undefined, typed);
    assert.equal(topic?.id, "goToTopic");
  });

  it("takes any id of a group", () => {
    const found = group?.parse("a/b ~ 名", top);
    assert.ok(found && "path" in found);
    assert.deepEqual(placeOf(found), { is: "group", group: "a/b ~ 名" });
  });
});

describe("the places of Kafka", () => {
  it("are read from addresses, whatever a group is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (group, member) => {
        const address = parseAddress(formatAddress(child(root("p", "kafka"), "groups", group, member)));
        assert.deepEqual(address && placeOf(address), { is: "member", group, member });
      }),
    );
    assert.deepEqual(placeOf(at()), { is: "root" });
    assert.deepEqual(placeOf(at("topics", "t", "0", "42")), { is: "record", topic: "t", partition: 0, offset: 42n });
    assert.deepEqual(placeOf(at("brokers", "1")), { is: "broker", id: 1 });
  });

  it("have one address each, and nothing else is one", () => {
    const paths = [
      ["x"],
      ["topics", "a b"],
      ["topics", "t", "00"],
      ["topics", "t", "-1"],
      ["topics", "t", "4294967296"],
    ];
    const more = [
      ["topics", "t", "0", "9223372036854775808"],
      ["brokers", "1", "2"],
      ["groups", "g", "m", "x"],
      ["topics", ""],
    ];
    for (const path of [...paths, ...more]) assert.equal(placeOf({ ...at(), path }), undefined, path.join("/"));
  });
});

describe("requests to a broker", () => {
  it("only read, and never create a topic", () => {
    assertAllowed("Metadata", { allowAutoTopicCreation: false });
    assertAllowed("Fetch", {});
    assert.throws(() => assertAllowed("Metadata", { allowAutoTopicCreation: true }), { code: "forbidden" });
    for (const name of ["FindCoordinator", "CreateTopics", "OffsetCommit", "JoinGroup", "Produce"]) {
      assert.throws(() => assertAllowed(name as ApiName, {}), { code: "forbidden" }, name);
    }
  });
});

describe("pages of a list", () => {
  const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  const names = fc.uniqueArray(fc.string({ maxLength: 4 }), { maxLength: 40 }).map((list) => list.sort(compare));

  it("hold every row once, whatever comes and goes between them", () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 10 }), fc.nat(50), (list, limit, gone) => {
        const seen: string[] = [];
        let rest: readonly string[] = list;
        for (let cursor: string | undefined, more = true; more; ) {
          const piece = pieceOf(rest, { cursor, limit }, (name) => name, compare);
          seen.push(...piece.items);
          if (piece.next !== undefined)
            assert.equal(piece.left, rest.filter((name) => name > (piece.next ?? "")).length);
          cursor = piece.next;
          more = cursor !== undefined;
          // A row that was shown already goes away.
          rest = rest.filter((name) => name !== seen[gone % Math.max(1, seen.length)]);
        }
        assert.deepEqual(seen, list);
      }),
    );
  });
});
