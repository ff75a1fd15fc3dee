import assert from "node:assert/strict";
import fc from "fast-check";
import { root } from "../../src/core/address";
import { isFailure } from "../../src/core/failure";
import { globber } from "../../src/core/glob";
import { hexdump } from "../../src/core/hexdump";
import { matcher } from "../../src/core/matcher";
import { checkProfiles } from "../../src/core/profile-check";
import { parseMode } from "../../src/hdfs/edits/mode";
import { isEndpoint, parseEndpoint as parseNameNode } from "../../src/hdfs/endpoint";
import { parseTyped as goToPath } from "../../src/hdfs/go-to";
import { readAssignment, readSubscription } from "../../src/kafka/consumer-protocol";
import { arePairs, parsePairs } from "../../src/kafka/edits/pairs";
import { parseTime } from "../../src/kafka/edits/typed-time";
import { formatEndpoint, parseEndpoint as parseBroker } from "../../src/kafka/endpoint";
import { parseGroup, parseRecord } from "../../src/kafka/go-to";
import { parseTtl } from "../../src/redis/edits/ttl";
import { parseTyped as goToKey } from "../../src/redis/go-to";
import { clientsIn } from "../../src/redis/locks/lock-clients";
import { arrayIn, bigIn, bytesIn, infoIn, isReply, numberIn, type Reply, scanIn } from "../../src/redis/replies";
import { formatHostPort, isLocation, parseHostPort, parseUrl } from "../../src/redis/url";
import { systems } from "../../src/systems";

const words = fc.string({ unit: "binary", maxLength: 200 });
const bytes = fc.uint8Array({ maxLength: 300 });
/** text that is nearly what the parsers want */
const places = fc.oneof(
  words,
  fc.stringMatching(/^(rediss?|https?|unix|ftp)?:?\/{0,3}[\w.:@%[\]-]{0,30}(:\d{0,7})?(\/.{0,10})?$/),
);

const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    words,
    bytes.map((some) => Buffer.from(some)),
    fc.array(tie("reply"), { maxLength: 5 }),
  ),
}));

/** Runs a parser on anything: it may say in a failure what is wrong, and throws nothing else. */
function holds<T>(arbitrary: fc.Arbitrary<T>, parse: (input: T) => void): void {
  fc.assert(
    fc.property(arbitrary, (input) => {
      try {
        parse(input);
      } catch (error) {
        if (!isFailure(error)) throw error;
      }
    }),
    { numRuns: 500 },
  );
}

describe("parsers, given anything", () => {
  it("read addresses of servers, or say what is wrong with them", () => {
    holds(places, (typed) => {
      const redis = parseUrl(typed);
      if (isLocation(redis)) assert.ok(redis.path !== undefined || (redis.port > 0 && redis.port < 65_536), typed);
      const place = parseHostPort(typed);
      if (place) assert.deepEqual(parseHostPort(formatHostPort(place)), place, typed);
      const broker = parseBroker(typed);
      if (broker) assert.deepEqual(parseBroker(formatEndpoint(broker)), broker, typed);
      const nameNode = parseNameNode(typed);
      if (isEndpoint(nameNode)) assert.ok(nameNode.port > 0 && nameNode.port < 65_536, typed);
    });
  });

  it("read what is typed into “Go to…”, below the connection only", () => {
    for (const parse of [goToPath, goToKey, parseRecord, parseGroup])
      holds(words, (typed) => {
        const address = parse(typed, root("p", "c"));
        if ("path" in address) assert.deepEqual([address.profile, address.connection], ["p", "c"]);
      });
  });

  it("read any settings as profiles and problems", () => {
    holds(fc.anything({ withNullPrototype: true, maxDepth: 4 }), (value) => {
      const checked = checkProfiles([{ origin: "user", value }], systems, {});
      for (const { access } of checked.profiles) assert.ok(access === "observe" || access === "edit");
    });
  });

  it("read what members of a consumer group write, or nothing", () => {
    holds(bytes, (some) => {
      readSubscription(some);
      readAssignment(some);
    });
  });

  it("read any answer of Redis, or say that it is none", () => {
    holds(fc.anything(), (value) => void isReply(value));
    for (const read of [arrayIn, bigIn, bytesIn, infoIn, numberIn, scanIn, clientsIn]) holds(reply, read);
  });

  it("read what is typed for an edit, or say what is wrong with it", () => {
    const typed = fc.oneof(words, fc.stringMatching(/^[-+=,:;\\ugoarwxXt0-9a-z. ]{0,40}$/));
    holds(typed, (said) => {
      const pairs = parsePairs(said, ":");
      if (arePairs(pairs)) assert.ok(pairs.every(({ name }) => name !== ""));
      const change = parseMode(said);
      if (typeof change === "function") assert.ok(change(0o644, false) >= 0 && change(0o755, true) <= 0o1777);
      const ttl = parseTtl(said);
      if (typeof ttl === "number") assert.ok(Number.isSafeInteger(ttl) && ttl > 0);
      const at = parseTime(said);
      assert.ok(at === undefined || typeof at === "bigint");
    });
  });

  it("match names by any filter and pattern, in time", () => {
    holds(fc.tuple(words, words), ([filter, name]) => void matcher(filter)(name));
    holds(fc.tuple(bytes, bytes), ([pattern, name]) => void globber(pattern)(name));
    // What takes a careless matcher years.
    assert.equal(globber(Buffer.from(`${"a*".repeat(30)}b`))(Buffer.alloc(2_000, "a")), false);
    assert.equal(matcher(`${"a*".repeat(30)}b`)("a".repeat(2_000)), false);
  });

  it("show any bytes as a hex dump of whole lines", () => {
    holds(bytes, (some) => {
      const lines = hexdump(some).split("\n").filter(Boolean);
      assert.equal(lines.length, Math.ceil(some.length / 16));
    });
  });
});
