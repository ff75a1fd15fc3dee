import assert from "node:assert/strict";
import { segmentText } from "../../src/core/address";
import type { Session } from "../../src/core/contract";
import { at, opened } from "../hdfs/opened";
import { servers } from "../servers/shared";
import { NEVER } from "../support/session";
import { addresses, python, runExample, runPython } from "./python";

const TOP = "interop.hdfs";
const FOLDER = ["user", "hadoop", TOP] as const;
const { hdfs } = servers();
const env = addresses(servers());
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
const FILES: Readonly<Record<string, Buffer>> = {
  "test.txt": Buffer.from("hello world\n"),
  "中文 文件.txt": Buffer.from("你好，世界\n"),
  "emoji 😀.txt": Buffer.from("🌍"),
  "with space.txt": Buffer.from(" "),
  "100%41 done.txt": Buffer.from("percent"),
  "plus+hash#q?.txt": Buffer.from("marks"),
  "all.bin": BYTES,
  "empty.bin": Buffer.alloc(0),
};

/** The lines every program begins with: a client without a user, as in the tutorial. */
const BEGIN = `
import base64, json, os, tempfile
from hdfs import InsecureClient
client = InsecureClient(os.environ["HDFS_URL"])
top = "/${FOLDER.join("/")}"
`;

import { dfsOf } from "../servers/toolbox/toolbox";

describe("what Python's hdfs writes", () => {
  let session: Session;
  const names = async (...path: readonly string[]) =>
    (await session.children(at(...path), { limit: 500, refresh: true }, NEVER)).nodes.map(({ address }) =>
      segmentText(address.path.at(-1) ?? ""),
    );

  before(async function () {
    this.timeout(300_000);
    await python();
    session = await opened({ url: hdfs.url, user: "hadoop" });
    const files = Object.entries(FILES).map(([name, bytes]) => [name, bytes.toString("base64")]);
    const program = `${BEGIN}
client.delete(top, recursive=True)
client.makedirs(top + "/空 folder")
with tempfile.TemporaryDirectory() as folder:
    for index, (name, content) in enumerate(json.loads(os.environ["FILES"])):
        local = os.path.join(folder, str(index))
        with open(local, "wb") as file:
            file.write(base64.b64decode(content))
        client.upload(top + "/" + name, local)
`;
    await runPython(program, { ...env, FILES: JSON.stringify(files) });
  });

  after(async () => {
    await session?.close();
    await dfsOf(hdfs, ["-rm", "-r", "-f", "-skipTrash", `/${FOLDER.join("/")}`]);
  });

  it("stands in the tree under exactly its names", async () => {
    const expected = [...Object.keys(FILES), "空 folder"];
    assert.deepEqual(new Set(await names(...FOLDER)), new Set(expected));
  });

  it("opens as exactly its bytes", async () => {
    for (const [name, content] of Object.entries(FILES)) {
      const { bytes, total } = await session.read(at(...FOLDER, name), { offset: 0, length: 1_000 }, NEVER);
      assert.deepEqual([Buffer.from(bytes), total], [content, content.length], name);
    }
  });

  it("is what Python downloads again", async () => {
    const program = `${BEGIN}
with tempfile.TemporaryDirectory() as folder:
    local = client.download(top + "/中文 文件.txt", os.path.join(folder, "back"))
    print(base64.b64encode(open(local, "rb").read()).decode())
`;
    const there = Buffer.from((await runPython(program, env)).trim(), "base64");
    const here = await session.read(at(...FOLDER, "中文 文件.txt"), { offset: 0, length: 1_000 }, NEVER);
    assert.deepEqual(there, Buffer.from(here.bytes));
  });

  it("is gone once Python has deleted it", async () => {
    await runPython(`${BEGIN}\nassert client.delete(top + "/test.txt")\n`, env);
    assert.equal(await session.find(at(...FOLDER, "test.txt"), NEVER), undefined);
    assert.ok(!(await names(...FOLDER)).includes("test.txt"));
  });

  it("goes as the tutorial's program says", async function () {
    this.timeout(60_000);
    const said = await runExample("hdfs_example.py", env);
    assert.match(said, /uploaded: \['hello\.txt'\]\s+downloaded: hello world\s+deleted: True/);
    assert.ok(!(await names("user", "hadoop")).includes("example"));
  });
});
