import { join } from "node:path";
import { python } from "../../interop/python";
import type { RedisServer } from "../shared";
import { Holder } from "./holder";

/** Starts a program that holds locks of redis-py and python-redis-lock on this server. */
export async function pythonHolder(server: RedisServer): Promise<Holder> {
  const { command, env } = await python();
  return Holder.start(command, [join(__dirname, "lock_holder.py"), `${server.port}`], env);
}
