import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Node, Session } from "../../src/core/contract";
import { servers } from "../servers/shared";
import { dfsOf } from "../servers/toolbox/toolbox";
import { NEVER } from "../support/session";
import { Files } from "./files";
import { at, withSession } from "./opened";

const TOP = "trace.servers";
const USER = "trace_auditor";
const { hdfs } = servers();
const files = new Files(hdfs);

/** What the audit log says that our user did. */
function commands(): string[] {
  const lines = readFileSync(join(hdfs.dir, "hdfs-audit.log"), "utf8").split("\n");
  return lines.filter((line) => line.includes(`ugi=${USER} `)).map((line) => /cmd=(\S+)/.exec(line)?.[1] ?? line);
}

/** The number of the last change of the whole file system. */
async function lastChange(): Promise<string> {
  const bean = "Hadoop:service=NameNode,name=NameNodeInfo::JournalTransactionInfo";
  const { beans } = (await (await fetch(`${hdfs.url}/jmx?get=${bean}`)).json()) as {
    beans: { JournalTransactionInfo: string }[];
  };
  const { LastAppliedOrWrittenTxId } = JSON.parse(beans[0]?.JournalTransactionInfo ?? "{}") as Record<string, string>;
  assert.ok(LastAppliedOrWrittenTxId);
  return LastAppliedOrWrittenTxId;
}

async function lookAtAll(session: Session, node: Node, read: boolean): Promise<void> {
  await session.find(node.address, NEVER);
  await session.describe(node.address, NEVER);
  if (node.readable && read) await session.read(node.address, { offset: 0, length: 100 }, NEVER);
  if (!node.expandable) return;
  await session.children(node.address, { limit: 2, filter: "*e*" }, NEVER);
  let cursor: string | undefined;
  do {
    const page = await session.children(node.address, { limit: 2, cursor }, NEVER);
    for (const child of page.nodes) await lookAtAll(session, child, read);
    cursor = page.next;
  } while (cursor);
}

describe("looking at HDFS", () => {
  before(async () => {
    await files.write([TOP, "one"], Buffer.from("1"));
    await files.write([TOP, "two"], Buffer.from("2"));
    await files.write([TOP, "deep", "three"], Buffer.from("3"));
    await files.mkdir(TOP, "deep", "empty");
    await files.set("SETACL", [TOP, "two"], { aclspec: "user::rw-,user:li:r--,group::r--,mask::r--,other::r--" });
  });

  after(() => files.remove(TOP));

  it("changes nothing: not one edit of the NameNode, not even a time of access", async () => {
    // So old that any access would be noted.
    await files.set("SETTIMES", [TOP, "one"], { accesstime: "1000000000000", modificationtime: "1000000000000" });
    const before = await dfsOf(hdfs, ["-ls", "-R", `/${TOP}`]);
    const change = await lastChange();
    await withSession({ url: hdfs.url, user: USER }, {}, async (session) => {
      await session.check(NEVER);
      const top = await session.find(at(TOP), NEVER);
      assert.ok(top);
      await lookAtAll(session, top, false);
    });
    assert.equal(await lastChange(), change);
    assert.equal(await dfsOf(hdfs, ["-ls", "-R", `/${TOP}`]), before);
  });

  it("is seen in the audit log as nothing but reading", async () => {
    const seen = commands().length;
    await withSession({ url: hdfs.url, user: USER }, {}, async (session) => {
      await session.check(NEVER);
      await session.describe(at(), NEVER);
      const top = await session.find(at(TOP), NEVER);
      assert.ok(top);
      await lookAtAll(session, top, true);
    });
    const used = new Set(commands().slice(seen));
    assert.deepEqual([...used].sort(), [
      "contentSummary",
      "getAclStatus",
      "getfileinfo",
      "listStatus",
      "listXAttrs",
      "open",
      "quotaUsage",
    ]);
  });
});
