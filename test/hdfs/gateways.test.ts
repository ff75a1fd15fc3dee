import assert from "node:assert/strict";
import { segmentText } from "../../src/core/address";
import { isFailure } from "../../src/core/failure";
import { facts, NEVER } from "../support/session";
import { type Handler, listing, sendBytes, sendException, sendJson, startFake } from "./fake";
import { at, withSession } from "./opened";

const RANGE = { offset: 0, length: 100 };
const names = Array.from({ length: 12_345 }, (_, index) => `n${index}`);

const unknownOperation: Handler = (_, response) =>
  sendException(
    response,
    400,
    "IllegalArgumentException",
    'Invalid value for webhdfs parameter "op": LISTSTATUS_BATCH is not a valid GET operation.',
  );

/** A directory without pages, and without one name when it is asked for the second time. */
function unpaged(without?: string): { handlers: Record<string, Handler>; times: () => number } {
  let times = 0;
  return {
    times: () => times,
    handlers: {
      LISTSTATUS_BATCH: unknownOperation,
      LISTSTATUS: (_, response) => {
        const rest = times++ === 0 ? names : names.filter((name) => name !== without);
        sendJson(response, listing(rest));
      },
    },
  };
}

describe("an older server, or a gateway", () => {
  for (const without of [undefined, "n499"]) {
    it(`that has no LISTSTATUS_BATCH is listed in pages all the same${without ? ", also when the last name goes" : ""}`, async () => {
      const { handlers, times } = unpaged(without);
      const fake = await startFake(handlers);
      try {
        await withSession({ url: fake.url }, {}, async (session) => {
          const all: (string | undefined)[] = [];
          let cursor: string | undefined;
          do {
            const page = await session.children(at("d"), { limit: 500, cursor }, NEVER);
            assert.equal(page.complete, true);
            if (all.length < 5_000) assert.equal(page.left, undefined, "the server does not say how many there are");
            all.push(...page.nodes.map((node) => segmentText(node.address.path.at(-1) ?? "")));
            cursor = page.next;
          } while (cursor);
          assert.deepEqual(all, names);
          assert.ok(times() <= 5);
        });
        assert.equal(fake.asked.filter((line) => line.includes("LISTSTATUS_BATCH")).length, 1);
      } finally {
        await fake.close();
      }
    });
  }

  it("is found out where it gives half a listing", async () => {
    const fake = await startFake({
      LISTSTATUS_BATCH: unknownOperation,
      LISTSTATUS: (_, response) => response.end(JSON.stringify(listing(["a", "b"])).slice(0, -3)),
    });
    try {
      await withSession({ url: fake.url }, {}, async (session) => {
        const error: unknown = await session.children(at("d"), { limit: 5 }, NEVER).catch((cause: unknown) => cause);
        assert.ok(isFailure(error) && error.code === "protocol");
      });
    } finally {
      await fake.close();
    }
  });

  it("that reads the file itself, as HttpFS does, gives the bytes", async () => {
    const fake = await startFake({
      OPEN: (request, response) => {
        const query = new URL(request.url ?? "", "http://x").searchParams;
        const offset = Number(query.get("offset"));
        sendBytes(response, "0123456789".slice(offset, offset + Number(query.get("length"))));
      },
    });
    try {
      await withSession({ url: fake.url }, {}, async (session) => {
        const { bytes } = await session.read(at("f"), { offset: 3, length: 4 }, NEVER);
        assert.equal(Buffer.from(bytes).toString(), "3456");
        assert.equal((await session.read(at("f"), { offset: 10, length: 4 }, NEVER)).bytes.length, 0);
      });
    } finally {
      await fake.close();
    }
  });

  it("that redirects by header, with its own path in front, is followed with the host map and without our name", async () => {
    let fetched: string | undefined;
    const datanode = await startFake({
      OPEN: (request, response) => {
        fetched = request.url;
        sendBytes(response, "0123456789");
      },
    });
    const gateway = await startFake({
      GETFILESTATUS: (_, response) => sendJson(response, { FileStatus: { pathSuffix: "", type: "FILE", length: 10 } }),
      OPEN: (_, response) =>
        response.writeHead(307, { location: "http://dn.internal:9864/webhdfs/v1/f?op=OPEN&offset=0&token=x" }).end(),
    });
    try {
      const values = {
        url: `${gateway.url}/gateway/default/`,
        user: "li",
        hostMap: { "DN.internal": new URL(datanode.url).host },
      };
      await withSession(values, {}, async (session) => {
        assert.equal(Buffer.from((await session.read(at("f"), RANGE, NEVER)).bytes).toString(), "0123456789");
      });
      assert.equal(fetched, "/webhdfs/v1/f?op=OPEN&offset=0&token=x");
      assert.ok(gateway.asked.every((line) => line.startsWith("GET /gateway/default/")));
      assert.match(gateway.asked[0] ?? "", /op=GETFILESTATUS&user\.name=li$/);
    } finally {
      await Promise.all([gateway.close(), datanode.close()]);
    }
  });

  it("gets the token in place of the user", async () => {
    const fake = await startFake();
    try {
      await withSession({ url: fake.url, user: "li" }, { secret: "TOKEN+/=" }, async () => {});
      assert.deepEqual(fake.asked, ["GET /webhdfs/v1/?op=GETFILESTATUS&delegation=TOKEN%2B%2F%3D"]);
    } finally {
      await fake.close();
    }
  });

  it("that has no JMX still says who answers, and that the version is unknown", async () => {
    const fake = await startFake({ GETHOMEDIRECTORY: (_, response) => sendJson(response, { Path: "/user/li" }) });
    try {
      await withSession({ url: fake.url }, {}, async (session) => {
        const said = facts(await session.check(NEVER));
        assert.deepEqual(said, { NameNode: new URL(fake.url).host, Version: "unknown", Home: "/user/li" });
      });
    } finally {
      await fake.close();
    }
  });
});
