import assert from "node:assert/strict";
import fc from "fast-check";
import type { Entry } from "../../src/core/lock-source";
import { binary } from "../../src/locks/bytes";
import type { Held } from "../../src/locks/convention";
import { CONVENTIONS, entriesFor, lockOf } from "../../src/locks/conventions";
import { ownConvention } from "../../src/locks/conventions/own";
import { timeOfUuid1 } from "../../src/locks/shapes";
import { bytes, hash, inBinary, type Kept, list, look, said, set, sortedSet, string } from "./entries";

const RAW24 = Uint8Array.from({ length: 24 }, (_, index) => (index * 37 + 200) % 256);
const PERMIT = Uint8Array.from({ length: 16 }, (_, index) => 255 - index);
const CLIENT = "ef8ca9c5-eeaf-4a0c-b2a9-4b9b1d7a5f30";
const OTHER = "0b3c1f0e-9d0b-4f5e-8a43-6cf3d7e1d001";
const GUID = "8f14e45fceea467a9575d3f2b0a1c2d3";

interface Row {
  readonly title: string;
  readonly name: string;
  readonly kept: Kept;
  readonly subscribers?: readonly number[];
  readonly id: string;
  readonly sure: "shape" | "guess";
  readonly lock?: string;
  readonly holders: readonly string[];
  readonly check?: (held: Held) => void;
}

const part = (held: Held, name: string, at = 0) => held.holders[at]?.parts.find((one) => one.part === name)?.value;
const titleOf = (held: Held) => held.title && said(held.title);

const ROWS: readonly Row[] = [
  {
    title: "node-redlock 4 and 5",
    name: "app:locks:order",
    kept: { "app:locks:order": string("a6bc18c6a3c62ca8dd9ae91c1c74e3b5") },
    id: "node-redlock",
    sure: "guess",
    holders: ["a6bc18c6a3c62ca8dd9ae91c1c74e3b5"],
    check: (held) => assert.equal(held.waiters, "unknown"),
  },
  {
    title: "redis-py, which never expires unless it is told to",
    name: "resource",
    kept: { resource: string("5d9c68c6c50e11eea5060242ac120002", null) },
    id: "redis-py",
    sure: "shape",
    holders: ["5d9c68c6c50e11eea5060242ac120002"],
    check(held) {
      assert.equal(held.ttl, null);
      assert.equal(new Date(Number(part(held, "since"))).toISOString().slice(0, 7), "2024-02");
    },
  },
  {
    title: "python-redis-lock",
    name: "lock:report",
    kept: { "lock:report": string("q5OtnDnDs/6m0nmR/f8Zsz5d") },
    id: "python-redis-lock",
    sure: "shape",
    holders: ["q5OtnDnDs/6m0nmR/f8Zsz5d"],
    check(held) {
      const [wake] = held.act?.wake ?? [];
      assert.equal(wake?.how === "push" && Buffer.from(wake.key).toString(), "lock-signal:report");
      assert.equal(held.waiters, "unknown");
    },
  },
  {
    title: "Redisson RLock, acquired twice, with a client that waits",
    name: "order",
    kept: { order: hash({ [`${CLIENT}:47`]: "2" }) },
    subscribers: [1],
    id: "redisson-lock",
    sure: "shape",
    holders: [`${CLIENT}:47`],
    check(held) {
      assert.equal(held.acquiredCount, 2);
      assert.deepEqual([part(held, "uuid"), part(held, "thread")], [CLIENT, "47"]);
      assert.deepEqual(held.waiters, { count: 1, exact: false });
      const [wake] = held.act?.wake ?? [];
      assert.equal(wake?.how === "publish" && Buffer.from(wake.channel).toString(), "redisson_lock__channel:{order}");
      assert.equal(wake?.how === "publish" && Buffer.from(wake.message).toString(), "0");
    },
  },
  {
    title: "Redisson fair lock with its queue",
    name: "a{b}c",
    kept: {
      "a{b}c": hash({ [`${CLIENT}:1`]: "1" }),
      "redisson_lock_queue:a{b}c": list(`${OTHER}:30`, `${OTHER}:31`),
      "redisson_lock_timeout:a{b}c": sortedSet([
        [`${OTHER}:30`, 1_699_999_999_000],
        [`${OTHER}:31`, 1_700_000_300_000],
      ]),
    },
    id: "redisson-lock",
    sure: "shape",
    holders: [`${CLIENT}:1`],
    check(held) {
      assert.equal(titleOf(held), "Redisson fair lock");
      assert.deepEqual(held.waiters, {
        count: 2,
        exact: true,
        order: [
          { id: `${OTHER}:30`, deadline: 1_699_999_999_000 },
          { id: `${OTHER}:31`, deadline: 1_700_000_300_000 },
        ],
      });
      const [wake] = held.act?.wake ?? [];
      const channel = wake?.how === "publish" ? Buffer.from(wake.channel).toString() : "";
      assert.equal(channel, `redisson_lock__channel:a{b}c:${OTHER}:30`);
      assert.match(held.facts.map(said).join(" "), /Waiters past their deadline, to be skipped: 1\./);
    },
  },
  {
    title: "Redisson fenced lock",
    name: "order",
    kept: {
      order: hash({ [`${CLIENT}:47`]: "1" }),
      "redisson_lock_token:{order}": string("9223372036854775807", null),
    },
    id: "redisson-lock",
    sure: "shape",
    holders: [`${CLIENT}:47`],
    check(held) {
      assert.equal(titleOf(held), "Redisson RFencedLock");
      assert.equal(held.fencing, "9223372036854775807");
    },
  },
  {
    title: "Redisson read-write lock with two readers",
    name: "doc",
    kept: { doc: hash({ mode: "read", [`${CLIENT}:1`]: "2", [`${OTHER}:9`]: "1" }) },
    id: "redisson-read-write",
    sure: "shape",
    holders: [`${CLIENT}:1`, `${OTHER}:9`],
    check(held) {
      assert.deepEqual(
        held.holders.map(({ mode, count }) => [mode, count]),
        [
          ["read", 2],
          ["read", 1],
        ],
      );
      assert.deepEqual(held.act?.also?.map(String), [
        `{doc}:${CLIENT}:1:rwlock_timeout:1`,
        `{doc}:${CLIENT}:1:rwlock_timeout:2`,
        `{doc}:${OTHER}:9:rwlock_timeout:1`,
      ]);
    },
  },
  {
    title: "Redisson read-write lock with a writer",
    name: "doc",
    kept: { doc: hash({ mode: "write", [`${CLIENT}:1:write`]: "1" }) },
    id: "redisson-read-write",
    sure: "shape",
    holders: [`${CLIENT}:1:write`],
    check: (held) => assert.equal(held.holders[0]?.mode, "write"),
  },
  {
    title: "Redisson permit semaphore, found by its sorted set",
    name: "{pool}:timeout",
    kept: { pool: string("1", null), "{pool}:timeout": sortedSet([[PERMIT, 1_700_000_010_000]]) },
    id: "redisson-permits",
    sure: "shape",
    lock: "pool",
    holders: ["fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0"],
    check(held) {
      assert.equal(held.ttl, 10_000);
      assert.equal(held.acquiredCount, 1);
      assert.match(held.facts.map(said).join(" "), /Permits taken: 1 .* left: 1 /);
    },
  },
  {
    title: "a permit that was taken without a lease",
    name: "pool",
    kept: { pool: string("0", null), "{pool}:timeout": sortedSet([[PERMIT, 922_337_203_685_477]]) },
    id: "redisson-permits",
    sure: "shape",
    holders: ["fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0"],
    check: (held) => assert.equal(held.ttl, null),
  },
  {
    title: "BullMQ",
    name: "bull:mail:42:lock",
    kept: { "bull:mail:42:lock": string("0b3c1f0e-9d0b-4f5e-8a43-6cf3d7e1d001:7") },
    id: "bullmq",
    sure: "shape",
    holders: ["0b3c1f0e-9d0b-4f5e-8a43-6cf3d7e1d001:7"],
    check: (held) => assert.equal(part(held, "job"), "42"),
  },
  {
    title: "Spring RedisLockRegistry",
    name: "orders:42",
    kept: { "orders:42": string(CLIENT, 60_000) },
    id: "spring",
    sure: "guess",
    holders: [CLIENT],
    check(held) {
      assert.deepEqual(
        held.act?.wake?.map(
          (one) => one.how === "publish" && [one.channel, one.message].map((bytes) => Buffer.from(bytes).toString()),
        ),
        [
          ["orders-channel", "orders:42"],
          ["orders-channel:orders:42", "orders:42"],
        ],
      );
    },
  },
  {
    title: "ShedLock with its host and start",
    name: "job-lock:default:nightly",
    kept: { "job-lock:default:nightly": string(`ADDED:2026-11-24T00:00:00.500Z@worker-1:${CLIENT}`) },
    id: "shedlock",
    sure: "shape",
    holders: [`ADDED:2026-11-24T00:00:00.500Z@worker-1:${CLIENT}`],
    check(held) {
      assert.deepEqual([part(held, "host"), part(held, "since")], ["worker-1", Date.parse("2026-11-24T00:00:00.500Z")]);
      assert.equal(held.cools, true);
    },
  },
  {
    title: "ShedLock of before it had a UUID",
    name: "x",
    kept: { x: string("ADDED:2020-01-01T00:00:00Z@ip-10-0-0-1") },
    id: "shedlock",
    sure: "shape",
    holders: ["ADDED:2020-01-01T00:00:00Z@ip-10-0-0-1"],
    check: (held) => assert.equal(part(held, "host"), "ip-10-0-0-1"),
  },
  {
    title: "sidekiq-unique-jobs, found by its hash",
    name: `uniquejobs:${GUID}:LOCKED`,
    kept: {
      [`uniquejobs:${GUID}:LOCKED`]: hash({ "3f6aa7b4c5d6e7f8a9b0c1d2": "1700000000.25" }, null),
      [`uniquejobs:${GUID}:QUEUED`]: list("aaaaaaaaaaaaaaaaaaaaaaaa"),
    },
    id: "sidekiq-unique-jobs",
    sure: "shape",
    lock: `uniquejobs:${GUID}`,
    holders: ["3f6aa7b4c5d6e7f8a9b0c1d2"],
    check(held) {
      assert.equal(held.endless, true);
      assert.equal(part(held, "since"), 1_700_000_000_250);
      assert.deepEqual(held.waiters, { count: 1, exact: true, order: [{ id: "aaaaaaaaaaaaaaaaaaaaaaaa" }] });
    },
  },
  {
    title: "RedBeat",
    name: "redbeat::lock",
    kept: { "redbeat::lock": string("5d9c68c6c50e11eea5060242ac120002", 1_500_000) },
    id: "redbeat",
    sure: "shape",
    holders: ["5d9c68c6c50e11eea5060242ac120002"],
  },
  {
    title: "Laravel, by the prefix of its cache",
    name: "laravel_database_laravel_cache_:import",
    kept: { "laravel_database_laravel_cache_:import": string("Zk3dPq9LmN2xVb7T", null) },
    id: "laravel",
    sure: "shape",
    holders: ["Zk3dPq9LmN2xVb7T"],
  },
  {
    title: "Laravel, serialised, by guess",
    name: "import-lock",
    kept: { "import-lock": string('s:16:"Zk3dPq9LmN2xVb7T";') },
    id: "laravel",
    sure: "guess",
    holders: ['s:16:"Zk3dPq9LmN2xVb7T";'],
    check: (held) => assert.equal(part(held, "owner"), "Zk3dPq9LmN2xVb7T"),
  },
  {
    title: "redsync",
    name: "mutex",
    kept: { mutex: string("kB9x1m0y0Q2uE7v5t3r1Zw==") },
    id: "redsync",
    sure: "guess",
    holders: ["kB9x1m0y0Q2uE7v5t3r1Zw=="],
  },
  {
    title: "rueidislock, found by its second entry; bytes that are no text",
    name: "rueidislock:1:job",
    kept: { "rueidislock:1:job": string(RAW24, 5000), "rueidislock:2:job": string(RAW24, 4800) },
    id: "rueidislock",
    sure: "shape",
    lock: "rueidislock:0:job",
    holders: [Buffer.from(RAW24).toString("hex")],
    check(held) {
      assert.deepEqual(held.entries, { have: 2, of: 3, others: 0 });
      assert.equal(held.ttl, 4800);
    },
  },
  {
    title: "RedLock.net",
    name: "redlock:order",
    kept: { "redlock:order": string(CLIENT) },
    id: "redlock-net",
    sure: "shape",
    holders: [CLIENT],
  },
  {
    title: "Medallion",
    name: "backup",
    kept: { backup: string(`WEB_01_4711_${GUID}`) },
    id: "medallion",
    sure: "shape",
    holders: [`WEB_01_4711_${GUID}`],
    check: (held) => assert.deepEqual([part(held, "host"), part(held, "pid")], ["WEB_01", "4711"]),
  },
  {
    title: "Medallion readers with a writer that waits",
    name: "backup.readers",
    kept: {
      "backup.readers": set([`WEB_1_${GUID}`]),
      "backup.writer": string(`WEB_2_${GUID}_WRITERWAITING`),
    },
    id: "medallion-read-write",
    sure: "shape",
    lock: "backup",
    holders: [`WEB_1_${GUID}`],
    check: (held) => assert.deepEqual(held.waiters, { count: 1, exact: false, order: [{ id: `WEB_2_${GUID}` }] }),
  },
  {
    title: "Upstash",
    name: "checkout-lock",
    kept: { "checkout-lock": string(CLIENT, 10_000) },
    id: "upstash",
    sure: "guess",
    holders: [CLIENT],
  },
  {
    title: "a plain CAS lock, by its name",
    name: "jobs:nightly:lock",
    kept: { "jobs:nightly:lock": string("worker-7/4711", 10_000) },
    id: "cas",
    sure: "guess",
    holders: ["worker-7/4711"],
  },
];

describe("the conventions", () => {
  for (const row of ROWS) {
    it(`recognise ${row.title}`, () => {
      const seen = look(row.name, row.kept, row.subscribers);
      assert.ok(seen);
      assert.equal(seen.by.id, row.id);
      assert.equal(seen.recognised.confidence, row.sure);
      assert.ok(seen.how.endsWith("."));
      assert.equal(seen.lock, inBinary(row.lock ?? row.name));
      assert.ok(seen.reading.state === "held");
      assert.deepEqual(
        seen.reading.holders.map(({ id }) => id),
        row.holders,
      );
      row.check?.(seen.reading);
    });
  }

  it("are each held up to an example here", () => {
    const shown = new Set(ROWS.map(({ id }) => id));
    assert.deepEqual(
      CONVENTIONS.map(({ id }) => id).filter((id) => !shown.has(id)),
      [],
    );
  });

  for (const [title, name, entry] of [
    ["a counter", "visits", string("41", null)],
    ["a cached page", "page:1", string("<html></html>")],
    ["a session of 32 digits in capitals", "s:1", string("A6BC18C6A3C62CA8DD9AE91C1C74E3B5")],
    ["a hash of a user", "user:1", hash({ name: "Ada", age: "36" })],
    ["a hash with two Redisson-like fields but no mode", "x", hash({ [`${CLIENT}:1`]: "1", [`${OTHER}:1`]: "1" })],
    ["a hash with a count that is no number", "x", hash({ [`${CLIENT}:1`]: "many" })],
    ["a list", "lock:x", list("1")],
    ["a lock's name with a whole document", "lock:x", string("{".repeat(500))],
  ] as const) {
    it(`leave ${title} alone`, () => assert.equal(look(name, { [name]: entry }), undefined));
  }

  it("read nothing as free, and another type as no lock", () => {
    for (const by of CONVENTIONS) {
      const name = "x{y}z";
      const free = by.read(
        name,
        by.reads(name).entries.map((): Entry => ({ type: "none" })),
        { subscribers: [], now: 0 },
      );
      assert.equal(free.state, "free", by.id);
      const other: Entry = { type: "other", is: "stream", ttl: null };
      const taken = by.read(
        name,
        by.reads(name).entries.map(() => other),
        { subscribers: [], now: 0 },
      );
      assert.equal(taken.state, "notLockShaped", by.id);
    }
  });

  it("never say that nobody waits", () => {
    for (const row of ROWS) {
      const waiters = look(row.name, row.kept, [0])?.reading;
      if (waiters?.state === "held" && waiters.waiters !== "unknown") assert.ok(waiters.waiters.count > 0, row.title);
    }
  });

  it("compare what was read whole, or offer nothing", () => {
    const part: Entry = { type: "string", value: bytes("a6bc18c6a3c62ca8"), length: 32, ttl: 1000 };
    for (const by of CONVENTIONS) {
      const reading = by.read("k", [part], { subscribers: [], now: 0 });
      if (reading.state === "held") assert.equal(reading.act, undefined, by.id);
    }
  });
});

describe("a convention of the user's own", () => {
  const read = (own: Parameters<typeof ownConvention>[0], entry: Entry, beside?: Entry) => {
    const by = ownConvention(own);
    const entries = new Map([["job:1", entry], ...(beside ? ([["token:job:1", beside]] as const) : [])]);
    const reading = by.read("job:1", entriesFor(by, "job:1", entries), { subscribers: [], now: 0 });
    return reading.state === "held"
      ? { holder: reading.holders[0]?.id, fencing: reading.fencing, ttl: reading.ttl }
      : reading.state;
  };
  const own = { pattern: "job:*" };

  for (const [title, convention, entry, expected] of [
    ["a string as a whole", { type: "string" }, string("me"), { holder: "me", fencing: undefined, ttl: 30_000 }],
    [
      "a template",
      { type: "string", holder: "v1/{holder}:{fencing}" },
      string("v1/host-1:42"),
      { holder: "host-1", fencing: "42", ttl: 30_000 },
    ],
    ["a template that does not fit", { type: "string", holder: "{holder}:{fencing}" }, string("host"), "notLockShaped"],
    [
      "JSON with a path",
      { type: "json", holder: "owner.id", fencing: "token" },
      string('{"owner":{"id":"me"},"token":9007199254740993}'),
      { holder: "me", fencing: "9007199254740993", ttl: 30_000 },
    ],
    ["JSON that is none", { type: "json", holder: "owner" }, string("{"), "notLockShaped"],
    [
      "a hash",
      { type: "hash", holder: "owner", fencing: "epoch" },
      hash({ owner: "Zoë", epoch: "7" }),
      { holder: "Zoë", fencing: "7", ttl: 30_000 },
    ],
    ["a hash without the field", { type: "hash", holder: "owner" }, hash({ who: "me" }), "notLockShaped"],
    ["another type", { type: "hash", holder: "owner" }, string("me"), "notLockShaped"],
  ] as const) {
    it(`reads ${title}`, () => assert.deepEqual(read({ ...own, ...convention }, entry), expected));
  }

  it("reads a fencing token from an entry of its own", () => {
    const convention = { ...own, type: "string", fencing: "key:token:{name}" } as const;
    assert.deepEqual(read(convention, string("me"), string("12", null)), { holder: "me", fencing: "12", ttl: 30_000 });
  });
});

describe("whatever the bytes", () => {
  const anyBytes = fc.uint8Array({ maxLength: 60 });
  const ttl = fc.option(fc.integer({ min: 0, max: 1e9 }));
  const entry: fc.Arbitrary<Entry> = fc.oneof(
    fc.constant<Entry>({ type: "none" }),
    fc.record({ type: fc.constant("string" as const), value: anyBytes, length: fc.nat(100), ttl }),
    fc.record({
      type: fc.constant("hash" as const),
      fields: fc.array(fc.tuple(anyBytes, anyBytes), { maxLength: 4 }),
      length: fc.nat(5),
      ttl,
    }),
    fc.record({
      type: fc.constant("list" as const),
      items: fc.array(anyBytes, { maxLength: 4 }),
      length: fc.nat(5),
      ttl,
    }),
    fc.record({
      type: fc.constant("set" as const),
      members: fc.array(anyBytes, { maxLength: 4 }),
      length: fc.nat(5),
      ttl,
    }),
    fc.record({
      type: fc.constant("sortedSet" as const),
      members: fc.array(fc.tuple(anyBytes, fc.double()), { maxLength: 4 }),
      length: fc.nat(5),
      ttl,
    }),
    fc.record({ type: fc.constant("other" as const), is: fc.string(), ttl }),
  );
  const own = fc.record({
    pattern: fc.string(),
    type: fc.constantFrom("string" as const, "json" as const, "hash" as const),
    holder: fc.option(fc.constantFrom("{holder}:{fencing}", "a.b", "owner", "{*}x{holder}"), { nil: undefined }),
    fencing: fc.option(fc.constantFrom("key:t:{name}", "token"), { nil: undefined }),
  });

  it("nothing throws, and a holder is one line that is safe to show", () => {
    fc.assert(
      fc.property(anyBytes, fc.array(entry, { maxLength: 4 }), fc.option(own), (name, entries, mine) => {
        const text = binary(name);
        lockOf(text);
        for (const by of mine ? [ownConvention(mine)] : CONVENTIONS) {
          by.reads(text);
          const recognised = by.recognise(text, entries);
          if (recognised) said(recognised.how);
          const reading = by.read(text, entries, { subscribers: [null], now: 0 });
          if (reading.state !== "held") continue;
          reading.facts.map(said);
          for (const { id } of reading.holders) assert.doesNotMatch(id, /[\p{Cc}\u202e]/u);
        }
      }),
    );
  });
});

describe("a UUID of version 1", () => {
  it("tells when it was made", () => {
    assert.equal(timeOfUuid1("c232ab00941411ecb3c89f6bdeced846"), Date.parse("2022-02-22T19:22:22Z"));
    assert.equal(timeOfUuid1("a6bc18c6a3c62ca8dd9ae91c1c74e3b5"), undefined);
    // Random digits may have the shape, but not the time.
    const random = "1383fe6a8d361b89ba5d0f5f1e2d3c4b";
    assert.equal(look("lk", { lk: string(random) })?.by.id, "node-redlock");
    assert.equal(look("lk", { lk: string("c232ab00941411ecb3c89f6bdeced846") })?.by.id, "redis-py");
  });
});
