import assert from "node:assert/strict";
import fc from "fast-check";
import { ALLOWED } from "../../src/kafka/allowed";
import { type ApiName, api } from "../../src/kafka/protocol/messages";
import { isStruct, type Struct, type Value } from "../../src/kafka/protocol/values";
import { Endings } from "../support/endings";
import { NEVER } from "../support/session";
import { fakeBroker, metadataOf } from "./fake-broker";
import { at, opened } from "./opened";
import { anyOf } from "./protocol/arbitrary";

const NAMES = [...ALLOWED].filter((name) => name !== "ApiVersions");

/** An answer of the right form, and of any content: no error half the time, so that what follows is looked at. */
const answerOf = (name: ApiName): fc.Arbitrary<Struct> => {
  const { response, highest, flexible } = api(name);
  const any = anyOf(response, { version: highest, flexible: highest >= flexible });
  return fc.tuple(any, fc.boolean()).map(([value, good]) => {
    assert.ok(isStruct(value));
    return good ? (withoutErrors(value) as Struct) : value;
  });
};

function withoutErrors(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutErrors);
  if (!isStruct(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, name === "errorCode" ? 0 : withoutErrors(field)]),
  );
}

const answers = fc.record(
  Object.fromEntries(NAMES.filter((name) => name !== "Metadata").map((name) => [name, answerOf(name)])),
);

describe("what listens where a broker should", () => {
  it("answers by the protocol, and any content: a failure in words, whatever is looked at", async function () {
    this.timeout(180_000);
    const endings = new Endings("may be late");
    const { asked } = endings;
    let now: Readonly<Record<string, Struct>> = {};
    let metadata: Struct | undefined;
    let port = 0;
    const good = () => metadataOf({ host: "127.0.0.1", port }, "t");
    const broker = await fakeBroker({
      answers: Object.fromEntries(
        NAMES.map((name) => [name, () => (name === "Metadata" ? (metadata ?? good()) : (now[name] ?? "nothing"))]),
      ),
    });
    ({ port } = broker);
    // Its brokers stand where nothing listens: only what it says of topics is any.
    const anyMetadata = answerOf("Metadata").map((any) => ({ ...good(), topics: any.topics ?? [] }));
    const run = fc.tuple(answers, fc.option(anyMetadata, { nil: undefined }));
    await fc.assert(
      fc.asyncProperty(run, async ([all, topics]) => {
        now = all;
        metadata = undefined;
        const opening = opened({ brokers: [`127.0.0.1:${port}`] }, { timeout: 400 });
        await asked(opening);
        const session = await opening.catch(() => undefined);
        if (!session) return;
        metadata = topics;
        const range = { offset: 0, length: 1_000 };
        // Together: much of what such a cluster says leads to a wait for another leader.
        const asking: Promise<void>[] = [];
        for (const place of [[], ["topics"], ["groups"], ["brokers"], ["topics", "t"], ["topics", "t", "0"]]) {
          asking.push(asked(session.children(at(...place), { limit: 5 }, NEVER)));
          asking.push(asked(session.describe(at(...place), NEVER)));
        }
        for (const place of [
          ["topics", "t"],
          ["topics", "t", "0", "0"],
          ["groups", "g"],
          ["brokers", "1"],
        ]) {
          asking.push(asked(session.find(at(...place), NEVER)));
          asking.push(asked(session.read(at(...place), range, NEVER)));
        }
        asking.push(asked(session.check(NEVER)));
        asking.push(asked(session.rights?.(NEVER)));
        asking.push(asked(session.doors?.(NEVER)));
        await Promise.all(asking);
        await session.close();
      }),
      { numRuns: 25 },
    );
    endings.assertSeen("answered", "notFound");
    await broker.close();
  });
});
