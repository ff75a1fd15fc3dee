import assert from "node:assert/strict";
import fc from "fast-check";
import type { Session } from "../../../src/core/contract";
import { globber } from "../../../src/core/glob";
import type { DiscoverRequest, Discovery, Sift } from "../../../src/core/lock-discovery";
import { NEVER, say } from "../../support/session";
import { monitored } from "../monitored";
import { opened } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { locksOf, masters, openedOn, stopAll } from "./masters";

const NOTHING: Sift = { name: () => "no", shape: () => false };

/** Steps until the round is complete. */
async function round(session: Session, request: Partial<DiscoverRequest>): Promise<readonly Discovery[]> {
  const steps: Discovery[] = [];
  let cursor: string | undefined;
  do {
    const step = await locksOf(session).discover(
      { patterns: [], sift: NOTHING, budget: 1_000, ...request, ...(cursor === undefined ? {} : { cursor }) },
      NEVER,
    );
    steps.push(step);
    cursor = step.cursor;
  } while (cursor !== undefined);
  return steps;
}

const namesIn = (steps: readonly Discovery[]): readonly string[] =>
  [...new Set(steps.flatMap(({ names }) => names.map((name) => Buffer.from(name).toString())))].sort();

describe("finding locks by their names", () => {
  let server: OwnServer;
  let session: Session;
  let client: ReturnType<typeof writer>;

  before(async () => {
    server = await ownServer();
    client = writer(server);
    const pipeline = client.pipeline();
    for (let index = 0; index < 20_000; index++) pipeline.set(`other:${index}`, "x");
    for (let index = 0; index < 30; index++) pipeline.set(`locks:${index}`, "token", "PX", 600_000);
    pipeline.hset("mutex:hash", "u:1", "1");
    pipeline.set("mutex:endless", "token");
    pipeline.set("mutex:long", "x".repeat(1_000), "PX", 600_000);
    pipeline.xadd("mutex:stream", "*", "f", "1");
    await pipeline.exec();
    session = await opened({ url: server.url });
  });
  after(async () => {
    client?.disconnect();
    await session?.close();
    await server?.stop();
  });

  it("finds all that match one pattern or several, step by step, and says how far it came", async () => {
    const expected = Array.from({ length: 30 }, (_, index) => `locks:${index}`).sort();
    for (const patterns of [["locks:*"], ["locks:1*", "locks:[^1]*"]]) {
      const steps = await round(session, { patterns });
      assert.deepEqual(namesIn(steps), expected);
      assert.ok(steps.length > 5 && steps.length < 40, `${steps.length}`);
      const [first, last] = [steps[0]?.coverage, steps.at(-1)?.coverage];
      assert.ok(first && last);
      assert.equal(first.complete, false);
      assert.ok(first.scanned >= 1_000 && first.scanned < 5_000, `${first.scanned}`);
      assert.deepEqual([last.complete, last.scanned, last.of], [true, 20_034, 20_034]);
      assert.equal(say(last.text), "Scanned 20,034 of about 20,034 keys.");
    }
  });

  it("looks closer only at names that are worth it", async () => {
    const asked: string[] = [];
    const sift: Sift = {
      name: (name) => {
        const text = Buffer.from(name).toString();
        return text.startsWith("locks:") ? "lock" : text.startsWith("mutex:") ? "look" : "no";
      },
      shape: ({ name, type, length, ttl }) => {
        asked.push(`${Buffer.from(name)} ${type} ${length} ${ttl === null ? "no end" : ttl > 0}`);
        return length < 100 && type !== "other";
      },
    };
    const steps: Discovery[] = [];
    const commands = await monitored(server, async () => {
      steps.push(...(await round(session, { sift, budget: 100_000 })));
    });
    assert.deepEqual(asked.sort(), [
      "mutex:endless string 5 no end",
      "mutex:hash hash 1 no end",
      "mutex:long string 1000 true",
      "mutex:stream other 0 no end",
    ]);
    assert.deepEqual(
      namesIn(steps).filter((name) => name.startsWith("mutex:")),
      ["mutex:endless", "mutex:hash"],
    );
    assert.equal(namesIn(steps).length, 32);
    const count = (name: string) => commands.filter(([word = ""]) => word.toUpperCase() === name).length;
    assert.deepEqual([count("TYPE"), count("PTTL")], [4, 4]);
  });

  it("begins anew with a cursor that is none of its own", async () => {
    for (const cursor of ["", "7", "null", "[]", '{"at":null}', '{"at":{},"scanned":"x"}']) {
      const step = await locksOf(session).discover(
        { patterns: ["locks:*"], sift: NOTHING, budget: 1e6, cursor },
        NEVER,
      );
      assert.equal(step.names.length, 30, cursor);
    }
  });

  it("matches names as the server does", async () => {
    const own = writer(server, 1);
    const piece = fc.constantFrom("a", "b", "c", "*", "?", "[ab]", "[^a]", "[a-c]", "\\*", "-", "]", "[", "^", "\\");
    const name = fc.array(fc.constantFrom("a", "b", "c", "*", "-", "]", "[", "^", "\\"), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 6 }),
        fc.array(name, { minLength: 1, maxLength: 20 }),
        async (p, names) => {
          await own.flushdb();
          const all = [...new Set(names.map((letters) => letters.join("")))];
          await own.mset(...all.flatMap((key) => [key, "1"]));
          const pattern = p.join("");
          const [, found] = await own.scan(0, "MATCH", pattern, "COUNT", 1_000);
          const matching = globber(Buffer.from(pattern));
          assert.deepEqual(all.filter((key) => matching(Buffer.from(key))).sort(), [...found].sort(), pattern);
        },
      ),
      { numRuns: 300 },
    );
    own.disconnect();
  });
});

describe("finding locks on several masters", () => {
  it("finds each once, whatever the number of masters that have it, and says which did not answer", async () => {
    const three = await masters(3);
    for (const [index, server] of three.entries()) {
      const client = writer(server);
      await client.mset("locks:all", "1", `locks:${index}`, "1");
      client.disconnect();
    }
    const session = await openedOn(three);
    const [step] = await round(session, { patterns: ["locks:*"], budget: 100_000 });
    assert.deepEqual(step?.names.map((name) => Buffer.from(name).toString()).sort(), [
      "locks:0",
      "locks:1",
      "locks:2",
      "locks:all",
    ]);
    assert.deepEqual(step?.coverage.complete, true);
    await three[1]?.end();
    const [without] = await round(session, { patterns: ["locks:*"], budget: 100_000 });
    assert.deepEqual(namesIn(without ? [without] : []), ["locks:0", "locks:2", "locks:all"]);
    assert.equal(without?.coverage.complete, false);
    assert.match(say(without?.coverage.text), /servers that did not answer: 1/);
    await session.close();
    await stopAll(three);
  });
});
