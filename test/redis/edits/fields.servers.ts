import assert from "node:assert/strict";
import type { Redis } from "ioredis";
import { valkeyProgram } from "../../servers/valkey";
import { NEVER } from "../../support/session";
import { keyAt } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { Editor, planned } from "./editing";

// Redis 7.4 has them, too.
describe("fields of a Valkey 9 that have a time to live of their own", () => {
  let server: OwnServer;
  let client: Redis;

  before(async function () {
    this.timeout(120_000);
    server = await ownServer([], "valkey", await valkeyProgram());
    client = writer(server);
  });

  beforeEach(async () => {
    await client.flushdb();
    await client.hset("h", { a: "1", b: "2", "c d": "3", never: "4" });
    await client.call("HPEXPIRE", "h", "500000", "FIELDS", "3", "a", "b", "c d");
  });

  after(async () => {
    client?.disconnect();
    await server?.stop();
  });

  const lives = async () => {
    const answer = await client.call("HPTTL", "h", "FIELDS", "4", "a", "b", "c d", "never");
    return (Array.isArray(answer) ? answer : []).map((ms) => (Number(ms) > 400_000 ? "lives on" : Number(ms)));
  };
  const edit = async (editor: Editor, change: (text: string) => string) => {
    const { bytes, text } = await editor.load(keyAt(0, "h"));
    const plan = await editor.save(keyAt(0, "h"), change(text), bytes);
    const outcome = await plan.apply(() => {}, NEVER);
    assert.deepEqual(outcome.failed, []);
    return planned(plan);
  };

  it("keep it where their value is changed, and where it is not", async () => {
    const editor = await Editor.open({ url: server.url });
    try {
      const said = await edit(editor, (text) => text.replace('"1"', '"9"').replace('"3"', '"7"').replace('"4"', '"5"'));
      assert.match(said, /Fields that are set: 3\.\nFields that keep a time to live of their own: 2\./);
      assert.deepEqual(await client.hgetall("h"), { a: "9", b: "2", "c d": "7", never: "5" });
      assert.deepEqual(await lives(), ["lives on", "lives on", "lives on", -1]);
      // One that is new has none, also where it has the name of one that is removed at the same time.
      await edit(editor, () => '{ "a": "9", "new": "1" }');
      assert.deepEqual(await lives(), ["lives on", -2, -2, -2]);
    } finally {
      await editor.close();
    }
  });

  it("lose it where the user may not ask for it, and that is said before", async () => {
    await client.call("ACL", "SETUSER", "some", "reset", "on", ">secret", "~*", "&*", "+@all", "-hpttl");
    const editor = await Editor.open({ url: server.url, user: "some" }, "edit", { password: "secret" });
    try {
      assert.match(await edit(editor, (text) => text.replace('"1"', '"9"')), /it loses it: your user may not ask/);
      assert.deepEqual(await lives(), [-1, "lives on", "lives on", -1]);
    } finally {
      await editor.close();
    }
  });
});
