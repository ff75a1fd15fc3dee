import { createWriteStream, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { runHadoop } from "./hdfs";
import { SUPERUSER } from "./hdfs-configuration";
import type { HdfsServer } from "./shared";

const VIEWER = "org.apache.hadoop.hdfs.tools.offlineImageViewer.OfflineImageViewerPB";

/** The directory's name of the nth file. */
export const fileName = (index: number): string => `part-${String(index).padStart(7, "0")}.parquet`;

/**
 * Puts `count` empty files into `/<directory>` of a file system that is formatted and has never been started, by
 * writing its image: a million take half a minute, and a quarter of an hour through the NameNode.
 */
export async function fillImage(server: HdfsServer, directory: string, count: number): Promise<void> {
  const current = join(server.dir, "name", "current");
  const image = join(current, "fsimage_0000000000000000000");
  const marker = join(server.dir, `filled-${count}`);
  if (existsSync(marker)) return;
  const xml = join(server.dir, "image.xml");
  try {
    await runHadoop(server, VIEWER, ["-p", "XML", "-i", image, "-o", xml]);
    const empty = readFileSync(xml, "utf8");
    await pipeline(Readable.from(filled(empty, directory, count)), createWriteStream(xml));
    rmSync(image);
    rmSync(`${image}.md5`);
    await runHadoop(server, VIEWER, ["-p", "ReverseXML", "-i", xml, "-o", image], { options: ["-Xmx4g"] });
    writeFileSync(marker, "");
  } finally {
    rmSync(xml, { force: true });
  }
}

/** The XML of an image that holds nothing but `/`, with a directory of files added. */
function* filled(empty: string, directory: string, count: number): Generator<string> {
  const [, root = 0] = (/<inode><id>(\d+)</.exec(empty) ?? []).map(Number);
  const top = root + 1;
  const now = Date.now();
  const [head = "", tail = ""] = empty
    .replace(/<lastInodeId>\d+/, `<lastInodeId>${top + count}`)
    .replace(/<numInodes>\d+/, `<numInodes>${count + 2}`)
    .split("</INodeSection>");
  yield head;
  yield `<inode><id>${top}</id><type>DIRECTORY</type><name>${directory}</name><mtime>${now}</mtime><permission>${SUPERUSER}:supergroup:0755</permission><nsquota>-1</nsquota><dsquota>-1</dsquota></inode>\n`;
  for (let index = 0; index < count; index++)
    yield `<inode><id>${top + 1 + index}</id><type>FILE</type><name>${fileName(index)}</name><replication>1</replication><mtime>${now - index * 1000}</mtime><atime>${now}</atime><preferredBlockSize>134217728</preferredBlockSize><permission>${SUPERUSER}:supergroup:0644</permission><storagePolicyId>0</storagePolicyId></inode>\n`;
  const [before = "", after = ""] = tail.split("<INodeDirectorySection>");
  yield `</INodeSection>${before}<INodeDirectorySection><directory><parent>${root}</parent><child>${top}</child></directory>\n`;
  yield `<directory><parent>${top}</parent>`;
  for (let index = 0; index < count; index++) yield `<child>${top + 1 + index}</child>`;
  yield `</directory>\n${after}`;
}
