import assert from "node:assert/strict";
import { segmentText } from "../../src/core/address";
import type { Node, PageRequest, Session } from "../../src/core/contract";
import { servers } from "../servers/shared";
import { dfsOf } from "../servers/toolbox/toolbox";
import { NEVER } from "../support/session";
import { Files, forEach, NASTY } from "./files";
import { parseLs, row } from "./ls";
import { at, opened } from "./opened";

const TOP = "listing.servers";
const { hdfs } = servers();
const files = new Files(hdfs);

describe("a directory of a real HDFS", () => {
  let session: Session;

  before(async () => {
    session = await opened({ url: hdfs.url, user: "hdfs" });
  });

  after(async () => {
    await session.close();
    await files.remove(TOP);
  });

  describe("with nasty names", () => {
    before(async function () {
      this.timeout(60_000);
      await files.remove(TOP, "nasty");
      await forEach(NASTY, 8, (name) => files.write([TOP, "nasty", `f${name}`], Buffer.from(name)));
      await forEach(NASTY, 8, (name) => files.mkdir(TOP, "nasty", name));
      await files.set("SETPERMISSION", [TOP, "nasty", "中文.txt"], { permission: "1751" });
      await files.set("SETOWNER", [TOP, "nasty", "f中文.txt"], { owner: "li", group: "staff" });
      await files.set("SETREPLICATION", [TOP, "nasty", "f😀.txt"], { replication: "7" });
    });

    it("has the rows of `hdfs dfs -ls`: type, permission, replication, owner, size, time and name", async () => {
      const expected = parseLs(await dfsOf(hdfs, ["-ls", `/${TOP}/nasty`]), `/${TOP}/nasty/`);
      const { nodes, complete, next } = await session.children(at(TOP, "nasty"), { limit: 500 }, NEVER);
      assert.equal(complete, true);
      assert.equal(next, undefined);
      assert.equal(nodes.length, NASTY.length * 2);
      assert.equal(expected.size, NASTY.length * 2);
      // The tool prints a name with a line break on two lines.
      for (const node of nodes)
        assert.deepEqual(row(node), expected.get(nameOf(node).split("\n", 1)[0] ?? ""), node.label);
    });

    it("gives every name exactly, and finds, describes and reads each by its address", async function () {
      this.timeout(60_000);
      const { nodes } = await session.children(at(TOP, "nasty"), { limit: 500 }, NEVER);
      assert.deepEqual(new Set(nodes.map(nameOf)), new Set(NASTY.flatMap((name) => [name, `f${name}`])));
      for (const node of nodes) {
        const name = nameOf(node);
        assert.deepEqual(await session.find(node.address, NEVER), node, name);
        if (!node.readable) {
          const below = await session.children(node.address, { limit: 5 }, NEVER);
          assert.deepEqual([below.nodes, below.complete], [[], true], name);
          continue;
        }
        const { bytes } = await session.read(node.address, { offset: 0, length: 1000 }, NEVER);
        assert.equal(Buffer.from(bytes).toString(), name.slice(1));
      }
    });

    it("goes on behind every one of them, one by one", async () => {
      const names: string[] = [];
      for await (const page of pages(session, [TOP, "nasty"], { limit: 1 })) names.push(...page.map(nameOf));
      assert.equal(names.length, NASTY.length * 2);
      assert.equal(new Set(names).size, names.length);
    });
  });

  describe("with 2,500 entries", () => {
    const all = Array.from({ length: 2_500 }, (_, index) => `entry-${String(index).padStart(5, "0")}`);

    before(async function () {
      this.timeout(120_000);
      await files.remove(TOP, "many");
      await forEach(all, 16, (name) =>
        name.endsWith("00")
          ? files.write([TOP, "many", `${name}.log`], Buffer.alloc(1))
          : files.mkdir(TOP, "many", name),
      );
    });

    it("comes in pages of 500, each saying exactly how many are left", async () => {
      const lines: string[] = [];
      const own = await opened({ url: hdfs.url }, { log: (line) => lines.push(line) });
      try {
        const left: (number | undefined)[] = [];
        const names: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await own.children(at(TOP, "many"), { cursor, limit: 500 }, NEVER);
          assert.equal(page.complete, true);
          names.push(...page.nodes.map(nameOf));
          left.push(page.left);
          cursor = page.next;
        } while (cursor);
        assert.deepEqual(left, [2_000, 1_500, 1_000, 500, undefined]);
        assert.deepEqual(
          names,
          all.map((name) => (name.endsWith("00") ? `${name}.log` : name)),
        );
        const asked = lines.filter((line) => line.startsWith("LISTSTATUS_BATCH"));
        assert.equal(asked.length, 3, "the server's pages of 1,000 serve two pages each");
      } finally {
        await own.close();
      }
    });

    it("gives as many rows at once as are asked for", async () => {
      const { nodes, next, left } = await session.children(at(TOP, "many"), { limit: 2_499 }, NEVER);
      assert.equal(nodes.length, 2_499);
      assert.equal(left, 1);
      const last = await session.children(at(TOP, "many"), { cursor: next, limit: 10 }, NEVER);
      assert.deepEqual([last.nodes.length, last.next, last.complete], [1, undefined, true]);
    });

    it("shows with a filter the files that match, and every directory", async () => {
      const found: Node[] = [];
      for await (const page of pages(session, [TOP, "many"], { limit: 1_000, filter: "*1?00.LOG" }))
        found.push(...page);
      const logs = found.filter((node) => node.readable).map(nameOf);
      assert.deepEqual(
        logs,
        all.filter((name) => /1.00$/.test(name)).map((name) => `${name}.log`),
      );
      assert.equal(found.filter((node) => node.expandable).length, all.filter((name) => !name.endsWith("00")).length);
    });

    it("goes on behind an entry that was deleted meanwhile", async () => {
      const page = await session.children(at(TOP, "many"), { limit: 1_000, refresh: true }, NEVER);
      const last = nameOf(page.nodes.at(-1));
      await files.remove(TOP, "many", last);
      const rest = await session.children(at(TOP, "many"), { cursor: page.next, limit: 5 }, NEVER);
      assert.equal(nameOf(rest.nodes[0]), all[1_000] && `${all[1_000]}.log`);
      await files.mkdir(TOP, "many", last);
    });

    it("is looked at again when asked to refresh", async () => {
      const page = await session.children(at(TOP, "many"), { limit: 500 }, NEVER);
      await files.mkdir(TOP, "many", "entry-00500.5");
      const fresh = await session.children(at(TOP, "many"), { cursor: page.next, limit: 5, refresh: true }, NEVER);
      assert.ok(fresh.nodes.some((node) => nameOf(node) === "entry-00500.5"));
      await files.remove(TOP, "many", "entry-00500.5");
    });
  });

  it("finds nothing where nothing is", async () => {
    assert.equal(await session.find(at(TOP, "nothing"), NEVER), undefined);
    assert.equal(await session.find(at(TOP, ".."), NEVER), undefined);
    assert.equal((await session.find(at(), NEVER))?.label, "/");
  });

  it("is empty and complete when it is empty", async () => {
    await files.mkdir(TOP, "empty");
    assert.deepEqual(await session.children(at(TOP, "empty"), { limit: 500 }, NEVER), { nodes: [], complete: true });
    assert.deepEqual(await session.children(at(TOP, "empty"), { limit: 500, filter: "x" }, NEVER), {
      nodes: [],
      complete: true,
    });
  });
});

async function* pages(
  session: Session,
  path: readonly string[],
  request: PageRequest,
): AsyncGenerator<readonly Node[]> {
  let cursor: string | undefined;
  do {
    const page = await session.children(at(...path), { ...request, cursor }, NEVER);
    yield page.nodes;
    cursor = page.next;
  } while (cursor !== undefined);
}

const nameOf = (node: Node | undefined): string => segmentText(node?.address.path.at(-1) ?? "") ?? "";
