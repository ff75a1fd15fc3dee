import assert from "node:assert/strict";
import type { Session } from "../../../src/core/contract";
import { NEVER, say } from "../../support/session";
import { sendException, sendJson, startFake } from "../fake";
import { at } from "../opened";
import { openedToEdit, planned, told } from "./editing";

/** A NameNode whose trash keeps things for `interval` minutes; undefined: it does not know the question. */
async function withTrash(interval: number | undefined, use: (session: Session, asked: string[]) => Promise<void>) {
  const fake = await startFake({
    GETSERVERDEFAULTS: (_, response) =>
      interval === undefined
        ? sendException(
            response,
            400,
            "IllegalArgumentException",
            "Invalid value for webhdfs parameter op: GETSERVERDEFAULTS",
          )
        : sendJson(response, { FsServerDefaults: { trashInterval: interval } }),
    GETTRASHROOT: (_, response) =>
      sendException(response, 400, "IllegalArgumentException", "Invalid value for webhdfs parameter op: GETTRASHROOT"),
    GETHOMEDIRECTORY: (_, response) => sendJson(response, { Path: "/user/me" }),
    DELETE: (_, response) => sendJson(response, { boolean: true }),
  });
  const session = await openedToEdit({ url: fake.url }, 2_000);
  try {
    await use(session, fake.asked);
  } finally {
    await session.close();
    await fake.close();
  }
}

describe("deleting without knowing of a trash", () => {
  it("asks where HDFS does not say whether it has one, and proposes nothing", () =>
    withTrash(undefined, async ({ edits }) => {
      const [input] = (await edits?.form("delete", [at("f")], NEVER)) ?? [];
      assert.deepEqual([input?.type, input?.fallback], ["choice", undefined]);
      assert.match(say(input?.options?.[0]?.detail), /not known/);
      await assert.rejects(edits?.plan("delete", [at("f")], {}, NEVER) ?? Promise.resolve(), { code: "invalid" });
      const plan = await edits?.plan("delete", [at("f")], { how: "trash" }, NEVER);
      assert.ok(plan);
      assert.match(planned(plan), /It goes to \/user\/me\/\.Trash\/Current\/f\./);
    }));

  it("is for ever where there is none, and says so before", () =>
    withTrash(0, async ({ edits }, asked) => {
      assert.deepEqual(await edits?.form("delete", [at("f")], NEVER), []);
      await assert.rejects(edits?.plan("delete", [at("f")], { how: "trash" }, NEVER) ?? Promise.resolve(), {
        code: "invalid",
      });
      const plan = await edits?.plan("delete", [at("f")], {}, NEVER);
      assert.ok(plan);
      assert.match(planned(plan), /^Delete \/f for ever\?.*has no trash.*cannot be brought back/);
      assert.ok(!asked.some((line) => line.startsWith("DELETE")));
      assert.deepEqual(told(await plan.apply(() => {}, NEVER)), ["/f was deleted."]);
      assert.deepEqual(
        asked.filter((line) => !line.startsWith("GET")),
        ["DELETE /webhdfs/v1/f?op=DELETE&recursive=true"],
      );
    }));
});
