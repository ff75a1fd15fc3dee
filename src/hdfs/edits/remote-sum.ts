import { hasCode } from "../../core/failure";
import { startCall } from "../call";
import { jsonBody } from "../client";
import { hostPort } from "../endpoint";
import type { ServerName } from "../failures";
import { integer, type Json, member, own, string } from "../json";
import { isOpened, redirectOf } from "../open";
import { type Path, showPath } from "../path";
import type { Redirect } from "../redirect";
import { remoteException } from "../remote";
import type { FileStatus } from "../status";
import type { Acting } from "./editing";
import { parseSum, type RemoteSum, type SumKind } from "./file-sum";

/** HDFS's own checksum of a file; "open" where it is being written; undefined where none can be computed here. */
export async function remoteSum(
  acting: Acting,
  path: Path,
  status: FileStatus,
): Promise<RemoteSum | "open" | undefined> {
  // Of an encrypted file it is that of the encrypted bytes, of an erasure-coded one that of its stripes.
  if (status.encrypted || status.erasureCoded || !status.length) return undefined;
  try {
    const sum = member(await askSum(acting, path), "FileChecksum");
    return parseSum(string(own(sum, "algorithm")) ?? "", string(own(sum, "bytes")) ?? "");
  } catch (error) {
    if (hasCode(error, "cancelled")) throw error;
    return /under construction/i.test(remoteException(error)?.message ?? "") ? "open" : undefined;
  }
}

/** Bytes of each block of a file: those of one that was put together of others have any length. */
export async function blockLengths({ client, call }: Acting, path: Path): Promise<readonly number[] | undefined> {
  try {
    const locations = member(await client.json("GETFILEBLOCKLOCATIONS", path, {}, call()), "BlockLocations");
    const blocks = own(locations, "BlockLocation");
    if (!Array.isArray(blocks)) return undefined;
    const lengths = blocks.map((block) => Number(integer(own(block, "length")) ?? 0n));
    return lengths.every((length) => length > 0) ? lengths : undefined;
  } catch (error) {
    if (hasCode(error, "cancelled")) throw error;
    return undefined;
  }
}

async function askSum({ client, hostMap, timeout, signal }: Acting, path: Path): Promise<Json> {
  const call = startCall(timeout, signal);
  const answer = await client.ask(
    "GET",
    "GETFILECHECKSUM",
    path,
    { noredirect: "true" },
    call,
    async (message, server, endpoint): Promise<{ redirect: Redirect } | { json: Json }> => {
      if (message.headers.location === undefined) {
        const json = await jsonBody(message, server);
        if (own(json, "FileChecksum") !== undefined) return { json };
        message.headers.location = string(own(json, "Location"));
      }
      const redirect = await redirectOf(message, server, endpoint, path, hostMap);
      return redirect ? { redirect } : { json: {} };
    },
    isOpened,
  );
  if ("json" in answer) return answer.json;
  const server: ServerName = { host: hostPort(answer.redirect.origin), role: "DataNode" };
  const request = { operation: "GETFILECHECKSUM", method: "GET", role: server.role, ...answer.redirect };
  return client.transport.send(request, call, async (message) => {
    if (message.statusCode !== 200) throw await client.badAnswer(message, server, showPath(path));
    return jsonBody(message, server);
  });
}

/** How HDFS makes the checksums of new files; undefined where it does not say. */
export async function newSumKind({ client, call }: Acting): Promise<SumKind | undefined> {
  try {
    const defaults = member(await client.json("GETSERVERDEFAULTS", [], {}, call()), "FsServerDefaults");
    const figure = (name: string) => Number(integer(own(defaults, name)) ?? 0n);
    const [blockSize, bytesPerCrc] = [figure("blockSize"), figure("bytesPerChecksum")];
    const type = figure("checksumType") === 2 ? "CRC32C" : "CRC32";
    return blockSize > 0 && bytesPerCrc > 0 ? { type, bytesPerCrc, blockSize } : undefined;
  } catch (error) {
    if (hasCode(error, "cancelled")) throw error;
    return undefined;
  }
}
