import { startTransfer } from "../call";
import { hostPort } from "../endpoint";
import type { ServerName } from "../failures";
import { assertBytes, isOpened, redirectOf } from "../open";
import { type Path, showPath } from "../path";
import type { Message } from "../transport";
import type { Acting } from "./editing";

/** Hands the bytes of a file from `offset` on to `sink`, which says when some have come. */
export async function receive(
  { client, hostMap, timeout, signal }: Acting,
  path: Path,
  offset: number,
  sink: (message: Message, moved: () => void) => Promise<void>,
): Promise<void> {
  const call = startTransfer(timeout, signal);
  const moved = () => call.motion.moved();
  // Without a length: a file that is being written has more than HDFS says.
  const params = { offset: String(offset), noredirect: "true" };
  const redirect = await client.ask(
    "GET",
    "OPEN",
    path,
    params,
    call,
    async (message, server, endpoint) => {
      const elsewhere = await redirectOf(message, server, endpoint, path, hostMap);
      if (elsewhere) return elsewhere;
      assertBytes(message, server);
      await sink(message, moved);
      return undefined;
    },
    isOpened,
  );
  if (!redirect) return;
  const server: ServerName = { host: hostPort(redirect.origin), role: "DataNode" };
  const request = { operation: "OPEN", method: "GET", role: server.role, ...redirect };
  await client.transport.send(request, call, async (message) => {
    if (message.statusCode !== 200) throw await client.badAnswer(message, server, showPath(path));
    await sink(message, moved);
  });
}
