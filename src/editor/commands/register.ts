import { commands, type Disposable } from "vscode";
import { report } from "../errors";
import type { Services } from "../services";
import { SECTION } from "../settings";

export type Command = (...args: never[]) => Promise<void> | void;

/** Registers `clusterObserver.<id>`; whatever a command throws is told in words, once, here. */
export function register(services: Services, all: Readonly<Record<string, Command>>): Disposable[] {
  return Object.entries(all).map(([id, command]) =>
    commands.registerCommand(`${SECTION}.${id}`, async (...args: never[]) => {
      try {
        await command(...args);
      } catch (error) {
        await report(error, services.log);
      }
    }),
  );
}
