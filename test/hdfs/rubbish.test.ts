import fc from "fast-check";
import { Endings } from "../support/endings";
import { NEVER } from "../support/session";
import { batch, type Fake, type Handler, listing, startFake } from "./fake";
import { at, opened } from "./opened";

/** What a NameNode answers to each operation, where all is well. */
const GOOD: Readonly<Record<string, unknown>> = {
  ROOT: { FileStatus: { pathSuffix: "", type: "DIRECTORY", permission: "755", aclBit: true } },
  GETFILESTATUS: { FileStatus: { pathSuffix: "", type: "FILE", length: 10, blockSize: 1024, aclBit: true } },
  LISTSTATUS_BATCH: batch(["a", "b"], 3),
  LISTSTATUS: listing(["a", "b"]),
  GETACLSTATUS: { AclStatus: { entries: ["user::rw-"] } },
  GETCONTENTSUMMARY: { ContentSummary: { fileCount: 1, length: 10, quota: -1 } },
  GETQUOTAUSAGE: { QuotaUsage: { fileAndDirectoryCount: 1, spaceConsumed: 10 } },
  LISTXATTRS: { XAttrNames: '["user.a"]' },
  GETHOMEDIRECTORY: { Path: "/user/u" },
  JMX: { beans: [{ SoftwareVersion: "3.4", LiveNodes: '{"dn1:9866":{"infoAddr":"0.0.0.0:9864"}}' }] },
  OPEN: { Location: "http://127.0.0.1:1/webhdfs/v1/f?op=OPEN&offset=0" },
};

/** What a stranger puts in the place of a value: another kind, another size, another meaning. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 2 ** 60, 1e300, "", "..", "a/b", "\u0000", "\u202e", "{", "[1]", [], {}),
  fc.constantFrom<unknown>("FILE", "DIRECTORY", "1777", "file:///etc/passwd", "http://[::1]:0/", "//x:99999/y"),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: "binary", maxLength: 20 }),
);

/** The answer with some values replaced, wherever they stand. */
function spoiled(json: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(json))
    return kept(
      fc.tuple(...json.map(spoiled)).map((items) => [...items, ...items]),
      json,
    );
  if (typeof json !== "object" || json === null) return fc.oneof({ weight: 4, arbitrary: fc.constant(json) }, odd);
  const members = Object.fromEntries(Object.entries(json).map(([name, value]) => [name, spoiled(value)]));
  return kept(fc.record(members, { requiredKeys: [] }), json);
}

const kept = (other: fc.Arbitrary<unknown>, json: unknown): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 4, arbitrary: other }, { weight: 4, arbitrary: fc.constant(json) }, odd);

const body = (json: unknown): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 9, arbitrary: spoiled(json).map((value) => JSON.stringify(value)) },
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.tuple(fc.nat(), spoiled(json)).map(([cut, value]) => JSON.stringify(value).slice(0, cut % 60)),
  );

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const answerTo = (json: unknown): fc.Arbitrary<Answer> =>
  fc.record({
    status: fc.oneof(
      { weight: 9, arbitrary: fc.constant(200) },
      fc.constantFrom(204, 302, 307, 400, 401, 403, 404, 500),
    ),
    type: fc.oneof(
      { weight: 9, arbitrary: fc.constant("application/json") },
      fc.constantFrom("text/html", "application/octet-stream", ""),
    ),
    body: fc.oneof(
      { weight: 6, arbitrary: body(json) },
      body({ RemoteException: { exception: "StandbyException", message: "no" } }),
    ),
  });

const answers = fc.record(Object.fromEntries(Object.entries(GOOD).map(([name, json]) => [name, answerTo(json)])));

describe("what listens where a NameNode should", () => {
  let fake: Fake;
  let now: Readonly<Record<string, Answer>> = {};

  before(async () => {
    const handlers = Object.keys(GOOD).map((name): [string, Handler] => [
      name,
      (_, response) => {
        const { status, type, body: bytes } = now[name] ?? { status: 500, type: "", body: "" };
        response.writeHead(status, { "content-type": type }).end(bytes);
      },
    ]);
    fake = await startFake(Object.fromEntries(handlers));
  });
  after(() => fake.close());

  it("answers anything at all: a failure in words, whatever is asked", async function () {
    this.timeout(120_000);
    const endings = new Endings("never late");
    const { asked } = endings;
    await fc.assert(
      fc.asyncProperty(answers, async (all) => {
        now = all;
        const opening = opened({ url: fake.url }, { timeout: 20_000 });
        await asked(opening);
        const session = await opening.catch(() => undefined);
        if (!session) return;
        const range = { offset: 0, length: 5 };
        for (const place of [at(), at("f")]) {
          await asked(session.children(place, { limit: 3 }, NEVER));
          await asked(session.children(place, { limit: 3, filter: "*a*" }, NEVER));
          await asked(session.find(place, NEVER));
          await asked(session.describe(place, NEVER));
          await asked(session.read(place, range, NEVER));
        }
        await asked(session.check(NEVER));
        await asked(session.doors?.(NEVER));
        await session.close();
      }),
      { numRuns: 60 },
    );
    endings.assertSeen("answered", "protocol");
  });
});
