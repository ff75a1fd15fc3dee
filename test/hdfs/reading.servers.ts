import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "../../src/core/address";
import type { Session } from "../../src/core/contract";
import { isFailure } from "../../src/core/failure";
import { servers } from "../servers/shared";
import { dfsOf } from "../servers/toolbox/toolbox";
import { facts, NEVER, say } from "../support/session";
import { Files } from "./files";
import { at, opened } from "./opened";

const TOP = "reading.servers";
const MB = 1024 * 1024;
const { hdfs } = servers();
const files = new Files(hdfs);

describe("a file of a real HDFS", () => {
  const big = randomBytes(3 * MB + 17);
  let session: Session;

  before(async function () {
    this.timeout(60_000);
    session = await opened({ url: hdfs.url, user: "hdfs" });
    await files.write([TOP, "empty"], Buffer.alloc(0));
    await files.write([TOP, "binary"], Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)));
    await files.write([TOP, "big"], big, { blocksize: String(MB) });
  });

  after(async () => {
    await session.close();
    await files.remove(TOP);
  });

  const read = (name: string, part?: string, length = MB, offset = 0) =>
    session.read({ ...at(TOP, name), part }, { offset, length }, NEVER);

  it("is read byte by byte as it is", async () => {
    const { bytes, total, next, previous, notice, modified } = await read("binary");
    assert.deepEqual(
      [...bytes],
      Array.from({ length: 256 }, (_, byte) => byte),
    );
    assert.deepEqual([total, next, previous, notice], [256, undefined, undefined, undefined]);
    assert.ok(modified && modified <= Date.now());
  });

  it("may be empty", async () => {
    const { bytes, total, next, notice } = await read("empty");
    assert.deepEqual([bytes.length, total, next, notice], [0, 0, undefined, undefined]);
  });

  it("comes in pieces that lead on to its very end, across blocks", async () => {
    const pieces: Uint8Array[] = [];
    let part: string | undefined;
    do {
      const piece = await read("big", part);
      assert.equal(piece.total, big.length);
      pieces.push(piece.bytes);
      part = piece.next;
    } while (part !== undefined);
    assert.deepEqual(
      pieces.map((piece) => piece.length),
      [MB, MB, MB, 17],
    );
    assert.ok(Buffer.concat(pieces).equals(big));
  });

  it("says which piece is shown, and where the first, the last and the one before begin", async () => {
    const first = await read("big");
    assert.equal(say(first.notice), "Bytes 1 to 1,048,576 of 3,145,745");
    assert.deepEqual([first.previous, first.next, first.last], [undefined, String(MB), String(3 * MB)]);
    const last = await read("big", first.last);
    assert.deepEqual([last.bytes.length, last.previous, last.next], [17, String(2 * MB), undefined]);
    assert.equal(say(last.notice), "Bytes 3,145,729 to 3,145,745 of 3,145,745");
  });

  it("is read from any byte, for any length", async () => {
    const middle = await read("big", String(MB - 5), 10, 2);
    assert.ok(big.subarray(MB - 3, MB + 7).equals(Buffer.from(middle.bytes)));
    const cut = await read("big", undefined, 100, big.length - 3);
    assert.ok(big.subarray(-3).equals(Buffer.from(cut.bytes)));
    assert.equal((await read("big", undefined, 0)).bytes.length, 0);
  });

  it("has nothing behind its end, and says so", async () => {
    for (const offset of [big.length, big.length + 1, 10 * MB]) {
      const { bytes, total, next, notice, previous } = await read("big", String(offset));
      assert.deepEqual([bytes.length, total, next], [0, big.length, undefined]);
      assert.match(say(notice), /The file ends before byte/);
      assert.equal(previous, String(big.length - MB));
    }
  });

  it("is read as far as it has been written while a program still writes it", async function () {
    this.timeout(60_000);
    const stream = new PassThrough();
    const content = randomBytes(600_000);
    const writing = files.write([TOP, "growing"], stream);
    try {
      stream.write(content);
      let seen: Uint8Array = Buffer.alloc(0);
      while (seen.length < 500_000) {
        await sleep(50);
        seen = await read("growing").then(
          ({ bytes }) => bytes,
          () => Buffer.alloc(0),
        );
      }
      assert.ok(content.subarray(0, seen.length).equals(Buffer.from(seen)));
      const later = await read("growing", "1000", 50);
      assert.ok(content.subarray(1000, 1050).equals(Buffer.from(later.bytes)));
      const node = await session.find(at(TOP, "growing"), NEVER);
      assert.deepEqual(node?.detail?.[0], { as: "size", value: 0n }, "the NameNode knows of none of these bytes");
    } finally {
      stream.end();
      await writing;
    }
    assert.ok(content.equals(Buffer.from((await read("growing")).bytes)));
  });

  it("is described with what a developer asks for", async () => {
    await files.set("SETXATTR", [TOP, "big"], {
      "xattr.name": "user.origin",
      "xattr.value": '"secret"',
      flag: "CREATE",
    });
    await files.set("SETACL", [TOP, "big"], { aclspec: "user::rw-,user:li:r--,group::r--,mask::r--,other::---" });
    const said = facts(await session.describe(at(TOP, "big"), NEVER));
    assert.equal(said.Path, `/${TOP}/big`);
    assert.equal(said.Size, "3 MB (3,145,745 bytes)");
    assert.equal(said["Block size"], "1 MB");
    assert.equal(said.Blocks, "4");
    assert.equal(said.Replication, "1");
    assert.deepEqual([said.Owner, said.Group, said.Permission], ["hdfs", "supergroup", "rw-r----- (0640)"]);
    assert.match(said["Access control list"] ?? "", /user:li:r--/);
    assert.equal(said["Extended attributes"], "user.origin");
    assert.ok(said.Modified && said.Accessed);
    assert.ok(!JSON.stringify(said).includes("secret"));
  });

  it("adds up to what `hdfs dfs -count` says of its directory", async () => {
    const [directories, count, bytes] = (await dfsOf(hdfs, ["-count", `/${TOP}`])).trim().split(/\s+/).map(Number);
    const said = facts(await session.describe(at(TOP), NEVER));
    assert.equal(Number(said["Directories below"]), (directories ?? 0) - 1);
    assert.equal(Number(said["Files below"]), count);
    assert.ok(said["Size of all files"]?.includes((bytes ?? 0).toLocaleString("en")));
  });

  it("is refused where it is a directory, missing, or no file's name", async () => {
    const code = async (address: Address) => {
      const error: unknown = await session.read(address, { offset: 0, length: 1 }, NEVER).catch((cause) => cause);
      assert.ok(isFailure(error), String(error));
      return error.code;
    };
    assert.equal(await code(at(TOP)), "invalid");
    assert.equal(await code(at(TOP, "missing")), "notFound");
    assert.equal(await code(at(TOP, "..", "x")), "notFound");
    assert.equal(await code({ ...at(TOP, "big"), part: "-1" }), "invalid");
    assert.equal(await code({ ...at(TOP, "big"), part: "1e3" }), "invalid");
  });
});
