import type { LockClient } from "../../core/lock-source";
import { type Reply, textIn } from "../replies";

/** The lines of CLIENT LIST, without ourselves. */
export function clientsIn(reply: Reply): readonly LockClient[] {
  return textIn(reply)
    .split("\n")
    .filter((line) => line.startsWith("id="))
    .map(factsIn)
    .filter((facts) => facts.get("name") !== "cluster-observer")
    .map((facts): LockClient => {
      const name = facts.get("name");
      const library = [facts.get("lib-name"), facts.get("lib-ver")].filter(Boolean).join(" ");
      const age = Number(facts.get("age"));
      const command = facts.get("cmd");
      return {
        id: facts.get("id") ?? "",
        address: facts.get("addr") ?? "",
        ...(name ? { name } : {}),
        ...(library ? { library } : {}),
        ...(Number.isFinite(age) ? { age: age * 1000 } : {}),
        ...(command && command !== "NULL" ? { command } : {}),
      };
    });
}

/** `id=3 addr=127.0.0.1:50000 name=…`: no value holds a space, the server sees to it. */
function factsIn(line: string): ReadonlyMap<string, string> {
  return new Map(
    line
      .trim()
      .split(" ")
      .map((part): [string, string] => {
        const at = part.indexOf("=");
        return [part.slice(0, at), part.slice(at + 1)];
      }),
  );
}
