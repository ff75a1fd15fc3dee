import assert from "node:assert/strict";
import fc from "fast-check";
import { root } from "../../src/core/address";
import { isFailure } from "../../src/core/failure";
import { globber } from "../../src/core/glob";
import { hexdump } from "../../src/core/hexdump";
import { matcher } from "../../src/core/matcher";
import { checkProfiles } from "../../src/core/profile-check";
import { Watches } from "../../src/editor/panels/watches";
import { parseCursor } from "../../src/hdfs/directory";
import { parseSum } from "../../src/hdfs/edits/file-sum";
import { localName, localNames } from "../../src/hdfs/edits/local-names";
import { parseMode } from "../../src/hdfs/edits/mode";
import { isEndpoint, parseEndpoint as parseNameNode } from "../../src/hdfs/endpoint";
import { parseTyped as goToPath } from "../../src/hdfs/go-to";
import { parseJson } from "../../src/hdfs/json";
import { readRedirect } from "../../src/hdfs/redirect";
import { statusFailure } from "../../src/hdfs/remote";
import { readAssignment, readSubscription } from "../../src/kafka/consumer-protocol";
import { recordDocument } from "../../src/kafka/documents/record";
import { isExact, writeBytes } from "../../src/kafka/documents/value";
import { arePairs, parsePairs } from "../../src/kafka/edits/pairs";
import { schemaOf } from "../../src/kafka/edits/registry-format";
import { parseTime } from "../../src/kafka/edits/typed-time";
import { formatEndpoint, parseEndpoint as parseBroker } from "../../src/kafka/endpoint";
import { parseGroup, parseRecord } from "../../src/kafka/go-to";
import { parseTtl } from "../../src/redis/edits/ttl";
import { parseTyped as goToKey } from "../../src/redis/go-to";
import { clientsIn } from "../../src/redis/locks/lock-clients";
import { rowsAbove } from "../../src/redis/places";
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

  it("read where a NameNode sends us to, its checksums and its errors, or nothing", () => {
    const base = { protocol: "http:", host: "nn", port: 9870 } as const;
    holds(fc.tuple(places, fc.array(words, { maxLength: 3 })), ([location, path]) => {
      const redirect = readRedirect(location, base, path, {});
      if (!redirect) return;
      assert.ok(
        redirect.origin.port > 0 && redirect.origin.port < 65_536 && /^https?:$/.test(redirect.origin.protocol),
      );
      assert.doesNotMatch(redirect.target, /[\r\n ]/);
    });
    const sums = fc.oneof(words, fc.stringMatching(/^MD5-of-\d{0,14}MD5-of-\d{0,12}CRC32C?$/));
    holds(fc.tuple(sums, words), ([algorithm, digits]) => {
      const sum = parseSum(algorithm, digits);
      if (sum) assert.ok(Number.isSafeInteger(sum.bytesPerCrc) && /^[0-9a-f]{32}$/.test(sum.md5));
    });
    const json = fc.oneof(
      words,
      fc.json(),
      fc.record({ RemoteException: fc.jsonValue() }).map((said) => JSON.stringify(said)),
    );
    const headers = fc.record({ location: words, "www-authenticate": words }, { requiredKeys: [] });
    holds(fc.tuple(fc.integer({ min: 100, max: 999 }), headers, json), ([status, said, body]) => {
      assert.ok(isFailure(statusFailure({ status, headers: said, body }, { host: "nn:1", role: "NameNode" }, "/f")));
    });
    holds(words, (cursor) => void parseCursor(cursor));
  });

  it("read the number of a schema before a value, or none", () => {
    holds(bytes, (some) => {
      const schema = schemaOf(some);
      assert.ok(schema === undefined || (schema > 0 && some[0] === 0));
    });
  });

  it("read whatever a workspace has kept as watches", () => {
    const entry = fc.record({
      connection: fc.oneof(words, fc.constant("cluster://p/c")),
      id: words,
      told: fc.anything(),
    });
    holds(fc.oneof(fc.array(fc.oneof(entry, fc.anything())), fc.anything()), (kept) => {
      const memento = { get: () => kept, update: async () => {}, keys: () => [] };
      const look = () => ({ set() {}, now() {}, inSight() {}, dispose() {} });
      const kind = { key: "k", intervalMs: () => 1_000, look, rowsOf: () => new Map(), readTold: () => undefined };
      const watches = new Watches({ ...kind, noticeOf: () => undefined, notify: () => {} }, memento as never);
      for (const { connection, id } of watches.all) assert.ok(connection.profile !== "" && typeof id === "string");
      watches.dispose();
    });
  });

  it("match names by any filter and pattern, in time", () => {
    holds(fc.tuple(words, words), ([filter, name]) => void matcher(filter)(name));
    holds(fc.tuple(bytes, bytes), ([pattern, name]) => void globber(pattern)(name));
    // What takes a careless matcher years.
    assert.equal(globber(Buffer.from(`${"a*".repeat(30)}b`))(Buffer.alloc(2_000, "a")), false);
    assert.equal(matcher(`${"a*".repeat(30)}b`)("a".repeat(2_000)), false);
  });

  // Each of these would take minutes to years where the work grows by the square of what a stranger sends.
  it("end soon, whatever is sent by the megabyte", () => {
    const quotes = '\\"'.repeat(1_000_000);
    assert.throws(() => parseJson(`["1234567890123456",${quotes}`), SyntaxError);
    assert.throws(() => parseJson(`"1234567890123456${quotes}`), SyntaxError);
    const text = `x${quotes}`;
    assert.deepEqual(parseJson(`{"n":1234567890123456789,"a":"${text}"}`), {
      n: "1234567890123456789",
      a: text.replaceAll("\\", ""),
    });
    const zeros = "0".repeat(2_000_000);
    assert.equal(isExact(`0.1${zeros}1`), false);
    assert.equal(writeBytes(Buffer.from(`[0.1${zeros}1]`)).format, "text");
    const header = { key: Buffer.from("k"), value: null };
    const record = { offset: 0n, timestamp: 0n, timestampType: "CreateTime", key: null, value: null } as const;
    const entry = {
      is: "record",
      offset: 0n,
      outcome: "plain",
      codec: "none",
      leaderEpoch: 0,
      producerId: -1n,
    } as const;
    const many = { ...entry, record: { ...record, headers: new Array<typeof header>(500_000).fill(header) } };
    assert.equal(Object.keys(recordDocument({ topic: "t", partition: 0 }, many).headers ?? {}).length, 1);
    assert.equal(rowsAbove(root("p", "c"), Buffer.alloc(1_000_000, ":"), Buffer.from(":")).length, 101);
    assert.ok(isEndpoint(parseNameNode(`http://nn:9870${"/".repeat(1_000_000)}x`)));
    assert.equal(Buffer.byteLength(localName(`${". ".repeat(1_000_000)}x`)), 255);
    const same = Array.from({ length: 50_000 }, (_, n) =>
      `${n}`.replace(/\d/g, (digit) => String.fromCharCode(+digit + 1)),
    );
    assert.equal(new Set(localNames(same)).size, same.length);
  });

  it("show any bytes as a hex dump of whole lines", () => {
    holds(bytes, (some) => {
      const lines = hexdump(some).split("\n").filter(Boolean);
      assert.equal(lines.length, Math.ceil(some.length / 16));
    });
  });
});
