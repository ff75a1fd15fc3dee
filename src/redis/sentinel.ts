import { Failure, isFailure } from "../core/failure";
import { text, verbatim } from "../core/text";
import type { Connector, Settings } from "./connect";
import { arrayIn, textIn } from "./replies";
import type { ServerNode } from "./server-node";
import type { HostPort } from "./url";

/** Asks one Sentinel after the other where the master is. Rejects when none of them knows. */
export async function findMaster(connector: Connector, settings: Settings, signal: AbortSignal): Promise<HostPort> {
  const { location, sentinel } = settings;
  const master = sentinel?.master ?? "";
  let failure: unknown;
  const others = (sentinel?.others ?? []).map((place) => ({ ...location, path: undefined, ...place }));
  for (const place of [location, ...others]) {
    const node = connector.sentinelAt(place);
    try {
      const found = await ask(node, master, signal);
      if (found) return found;
      failure ??= unknownMaster(master, node.place);
    } catch (error) {
      if (signal.aborted || !isFailure(error)) throw error;
      failure ??= error;
    } finally {
      node.close();
    }
  }
  throw failure;
}

async function ask(node: ServerNode, master: string, signal: AbortSignal): Promise<HostPort | undefined> {
  const reply = await node.call(0, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", master], signal);
  if (reply === null) return undefined;
  const [host, port] = arrayIn(reply).map(textIn);
  return host && port ? { host, port: Number(port) } : undefined;
}

function unknownMaster(master: string, place: string): Failure {
  return new Failure({
    code: "notFound",
    what: text("The Sentinel at {0} knows no master “{1}”.", verbatim(place), master),
    fix: text("Correct the field “master” in the profile; “SENTINEL MASTERS” lists the names."),
  });
}
