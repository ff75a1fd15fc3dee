import type { SentView } from "../sent/sent-view";
import type { Services } from "../services";
import { pickConnection, type Target } from "./profile-commands";
import type { Command } from "./register";

export function sentCommands(services: Services, view: SentView): Record<string, Command> {
  return {
    showSent: async (target?: Target) => {
      const connection = await pickConnection(services, target);
      if (connection) view.show(connection);
    },
  };
}
