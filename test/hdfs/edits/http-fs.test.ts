import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { sendException, sendJson, startFake } from "../fake";
import { at } from "../opened";
import { Editor, openedToEdit, told, withFolder } from "./editing";

// HttpFS does not pass `renameoptions` on: a rename onto a file answers false. It takes the bytes itself.
function httpFs(held: Map<string, Buffer>) {
  const parts = (request: IncomingMessage) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", `http://${request.headers.host}`);
    return { path: decodeURIComponent(pathname.replace("/webhdfs/v1", "")), searchParams };
  };
  return startFake({
    GETSERVERDEFAULTS: (_, response) => sendJson(response, { FsServerDefaults: { trashInterval: 0 } }),
    GETFILESTATUS: (request, response) => {
      const length = held.get(parts(request).path)?.length;
      if (length === undefined) return sendException(response, 404, "FileNotFoundException", "no");
      sendJson(response, { FileStatus: { pathSuffix: "", type: "FILE", length, modificationTime: 1 } });
    },
    CREATE: async (request, response) => {
      const { path, searchParams } = parts(request);
      const Location = `http://${request.headers.host}/webhdfs/v1${path}?op=CREATE&data=true`;
      if (searchParams.get("data") !== "true") return sendJson(response, { Location });
      held.set(path, await buffer(request));
      response.writeHead(201).end();
    },
    RENAME: (request, response) => {
      const { path, searchParams } = parts(request);
      const [bytes, to] = [held.get(path), searchParams.get("destination") ?? ""];
      if (!bytes || held.has(to)) return sendJson(response, { boolean: false });
      held.set(to, bytes);
      sendJson(response, { boolean: held.delete(path) });
    },
    DELETE: (request, response) => sendJson(response, { boolean: held.delete(parts(request).path) }),
  });
}

describe("HttpFS, which knows no options of a rename", () => {
  it("replaces a file all the same where there is no trash, and nothing that was not asked for", () =>
    withFolder(async (folder) => {
      const held = new Map([["/x", Buffer.from("old")]]);
      const fake = await httpFs(held);
      const session = await openedToEdit({ url: fake.url }, 4_000);
      try {
        const editor = new Editor(session);
        await writeFile(join(folder, "x"), "new");
        const outcome = await editor.do("upload", at(), { files: [join(folder, "x")] });
        assert.deepEqual(outcome.failed, []);
        assert.match(told(outcome)[0] ?? "", /^\/x was uploaded\.$/);
        assert.deepEqual(
          [...held].map(([path, bytes]) => [path, bytes.toString()]),
          [["/x", "new"]],
        );
        assert.ok(fake.asked.includes("DELETE /webhdfs/v1/x?op=DELETE&recursive=false"));
        held.set("/y", Buffer.from("y"));
        await assert.rejects(editor.do("rename", at("x"), { name: "y" }), { code: "changed" });
        assert.equal(held.get("/y")?.toString(), "y");
      } finally {
        await session.close();
        await fake.close();
      }
    }));
});
