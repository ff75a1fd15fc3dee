import assert from "node:assert/strict";
import { isFailure } from "../../src/core/failure";
import { NEVER } from "../support/session";
import { batch, type Fake, type Handler, sendException, sendJson, startFake } from "./fake";
import { at, opened, withSession } from "./opened";

const PAGE = { limit: 10 };

const standby: Handler = (_, response) =>
  sendException(response, 403, "StandbyException", "Operation category READ is not supported in state standby");
const silent: Handler = () => {};
const active: Handler = (_, response) => sendJson(response, batch(["a"], 0));
const root: Handler = (_, response) => sendJson(response, { FileStatus: { pathSuffix: "", type: "DIRECTORY" } });

/** Both NameNodes answer every question of these tests in the same way. */
const all = (handler: Handler, status: Handler = handler) => ({ LISTSTATUS_BATCH: handler, GETFILESTATUS: status });

async function pair(
  first: Handler | undefined,
  second: Handler | undefined,
  use: (values: { url: string; standby: string[] }, fakes: readonly [Fake, Fake]) => Promise<void>,
): Promise<void> {
  const start = (handler?: Handler) => startNode(handler ?? active, handler ? undefined : root);
  const fakes = [await start(first), await start(second)] as const;
  try {
    await use({ url: fakes[0].url, standby: [fakes[1].url] }, fakes);
  } finally {
    await Promise.all(fakes.map((fake) => fake.close()));
  }
}

/** Also `/` is answered by the handler: a standby refuses it. */
function startNode(handler: Handler, status?: Handler): Promise<Fake> {
  return startFake({ ...all(handler, status), ROOT: status ?? handler });
}

describe("a cluster with two NameNodes", () => {
  it("is asked at the active one, whichever is named first, and goes on there", () =>
    pair(standby, undefined, async (values, [first, second]) => {
      await withSession(values, {}, async (session) => {
        assert.equal((await session.children(at("d"), PAGE, NEVER)).nodes.length, 1);
        assert.equal((await session.children(at("d"), PAGE, NEVER)).nodes.length, 1);
      });
      assert.equal(first.asked.length, 1, "the standby is asked once");
      assert.equal(second.asked.length, 3);
    }));

  it("is asked at the other one when the first does not listen", () =>
    pair(undefined, undefined, async (values, [first]) => {
      await first.close();
      await withSession(values, {}, async (session) => {
        assert.equal((await session.children(at("d"), PAGE, NEVER)).nodes.length, 1);
      });
    }));

  it("is asked at the other one while the first is silent", () =>
    pair(silent, undefined, async (values) => {
      await withSession(values, { timeout: 800 }, async (session) => {
        assert.equal((await session.children(at("d"), PAGE, NEVER)).nodes.length, 1);
      });
    }));

  it("names the silence of the active one, not the refusal of the standby", async () => {
    for (const [first, second, index] of [
      [silent, standby, 0],
      [standby, silent, 1],
    ] as const) {
      await pair(first, second, async (values, fakes) => {
        const error: unknown = await opened(values, { timeout: 300 }).catch((cause: unknown) => cause);
        assert.ok(isFailure(error));
        assert.equal(error.code, "timeout");
        const port = new URL(fakes[index].url).port;
        assert.match(error.message, new RegExp(`HDFS at 127\\.0\\.0\\.1:${port} did not answer within 300 ms`));
        assert.match(error.message, /Every other NameNode says that it is on standby/);
      });
    }
  });

  it("has no active one", () =>
    pair(standby, standby, async (values) => {
      const error: unknown = await opened(values).catch((cause: unknown) => cause);
      assert.ok(isFailure(error));
      assert.equal(error.code, "unavailable");
      assert.match(error.message, /None of the NameNodes is active/);
    }));

  it("says what is missing where only the standby is known", async () => {
    const fake = await startNode(standby);
    try {
      const error: unknown = await opened({ url: fake.url }).catch((cause: unknown) => cause);
      assert.ok(isFailure(error));
      assert.equal(error.code, "unavailable");
      assert.match(error.message, /standby NameNode.*Add the URL of the other NameNode to “standby”/);
    } finally {
      await fake.close();
    }
  });

  it("does not take the active one's own answer for a reason to ask the other", () =>
    pair(undefined, standby, async (values, [, second]) => {
      await withSession(values, {}, async (session) => {
        const error: unknown = await session
          .read(at(), { offset: 0, length: 1 }, NEVER)
          .catch((cause: unknown) => cause);
        assert.ok(isFailure(error) && error.code === "invalid");
      });
      assert.equal(second.asked.length, 0);
    }));
});
