import assert from "node:assert/strict";
import fc from "fast-check";
import { ALLOWED, DOWNLOADS, downloading, EDITS, editing, looking, type Permit } from "../../../src/hdfs/allowed";
import { bodyOf } from "../../../src/hdfs/body";
import { startCall } from "../../../src/hdfs/call";
import { Client } from "../../../src/hdfs/client";
import { withEditor, withReader } from "../../../src/hdfs/edits/editing";
import { EDITS_OF_HDFS } from "../../../src/hdfs/edits/list";
import { NameNodes } from "../../../src/hdfs/namenodes";
import { hdfs } from "../../../src/hdfs/system";
import { Transport } from "../../../src/hdfs/transport";
import { NEVER } from "../../support/session";
import { startFake } from "../fake";
import { at } from "../opened";
import { openedToEdit } from "./editing";

const CHANGES = [
  ...EDITS.PUT.map((operation) => ["PUT", operation] as const),
  ...EDITS.POST.map((operation) => ["POST", operation] as const),
  ...EDITS.DELETE.map((operation) => ["DELETE", operation] as const),
];

describe("what an edit of HDFS may send", () => {
  it("is a list that no other transport has", () => {
    for (const [method, operation] of CHANGES) {
      assert.doesNotThrow(() => editing(method, operation));
      for (const permit of [looking, downloading])
        assert.throws(() => permit(method, operation), { code: "forbidden" });
    }
    for (const operation of EDITS.GET) assert.throws(() => looking("GET", operation), { code: "forbidden" });
    for (const operation of DOWNLOADS) assert.doesNotThrow(() => downloading("GET", operation));
    const known = new Set<string>([...ALLOWED, ...Object.values(EDITS).flat()]);
    fc.assert(
      fc.property(
        fc.constantFrom("GET", "PUT", "POST", "DELETE", "PATCH", "constructor"),
        fc.string(),
        (method, operation) => {
          fc.pre(!known.has(operation));
          assert.throws(() => editing(method, operation), { code: "forbidden" });
        },
      ),
    );
    for (const operation of ["SETOWNER", "CREATESNAPSHOT", "TRUNCATE", "CONCAT", "SETXATTR", "SETTIMES"])
      for (const method of ["PUT", "POST"]) assert.throws(() => editing(method, operation), { code: "forbidden" });
  });

  it("never reaches the socket where the profile observes, whoever asks", async () => {
    const fake = await startFake();
    const { hostname: host, port } = new URL(fake.url);
    const origin = { protocol: "http:", host, port: Number(port), prefix: "" } as const;
    const transport = (permit: Permit) => new Transport(undefined, () => {}, undefined, permit);
    const client = new Client(transport(looking), new NameNodes([origin]), {});
    const house = {
      client,
      hostMap: {},
      access: "observe",
      timeout: () => 2_000,
      transport,
      forget: () => {},
    } as const;
    for (const open of [withEditor, withReader])
      await open(house, NEVER, async (acting) => {
        for (const [method, operation] of CHANGES) {
          const call = startCall(2_000, NEVER);
          const asked = acting.client.ask(method, operation, ["x"], {}, call, async () => true);
          await assert.rejects(asked, { code: "forbidden" }, operation);
          const body = bodyOf(
            1,
            async function* () {
              yield Buffer.from("x");
            },
            () => {},
          );
          const request = {
            operation: "OPEN",
            method,
            origin,
            role: "DataNode",
            target: `/f?op=${operation}`,
            body,
          } as const;
          await assert.rejects(
            acting.client.transport.send(request, call, async () => true),
            { code: "forbidden" },
          );
          const hidden = { ...request, method: "GET", operation: "OPEN" };
          await assert.rejects(
            acting.client.transport.send(hidden, call, async () => true),
            { code: "forbidden" },
          );
        }
      });
    client.transport.close();
    const session = await openedToEdit({ url: fake.url }, 2_000, "observe");
    for (const { id, reads } of EDITS_OF_HDFS.filter(({ reads }) => !reads)) {
      assert.ok(!reads);
      await assert.rejects(session.edits?.form(id, [at("f")], NEVER) ?? Promise.resolve(), { code: "forbidden" });
      const plan = session.edits?.plan(id, [at("f")], {}, NEVER) ?? Promise.resolve();
      await assert.rejects(plan, { code: "forbidden" });
    }
    await session.close();
    assert.deepEqual([...new Set(fake.asked.map((line) => line.split(" ")[0]))], ["GET"]);
    await fake.close();
  });

  it("is asked for by names that are known before a client is loaded", async () => {
    assert.ok(hdfs.edits === EDITS_OF_HDFS);
    const ids = EDITS_OF_HDFS.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
});
