import type { Fact } from "../core/contract";
import { hasCode } from "../core/failure";
import { type Text, text } from "../core/text";
import type { Call } from "./call";
import type { Client } from "./client";
import { own, string } from "./json";
import type { Lister } from "./listing";
import { type Path, showPath, splitPath } from "./path";

/** Whether the user may list the root and the home directory: HDFS tells rights by refusing only. */
export async function listable(client: Client, lister: Lister, call: Call): Promise<readonly Fact[]> {
  const home = string(own(await client.json("GETHOMEDIRECTORY", [], {}, call), "Path"));
  const paths: Path[] = [[], ...(home && home !== "/" ? [splitPath(home)] : [])];
  return Promise.all(
    paths.map(async (path) => ({ label: text("List {0}", showPath(path)), value: await mayList(path) })),
  );

  async function mayList(path: Path): Promise<Text> {
    try {
      await lister.batch(path, undefined, call);
      return text("allowed");
    } catch (error) {
      if (hasCode(error, "denied")) return text("not allowed");
      if (hasCode(error, "notFound")) return text("is not there");
      throw error;
    }
  }
}
