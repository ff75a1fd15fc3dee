import { l10n, ProgressLocation, window } from "vscode";
import type { Connection, System } from "../core/contract";
import { probe } from "../core/probe";
import { profileId } from "../core/profile";
import { tryConnection } from "../core/try-connection";
import { systems } from "../systems";
import { plain } from "./plain";
import type { Services } from "./services";
import { signalOf } from "./signal";

const NAME = "local";
const PATIENCE = 1_500;

/** "Look on localhost": knocks once at each system's usual port and makes a profile of what really answers. */
export async function lookOnLocalhost(services: Services): Promise<void> {
  const options = {
    location: ProgressLocation.Notification,
    cancellable: true,
    title: l10n.t("Looking on localhost…"),
  };
  const found = await window.withProgress(options, async (_, token) => {
    const signal = signalOf(token);
    const answers = await Promise.all(systems.map((system) => answersOnLocalhost(system, services, signal)));
    return token.isCancellationRequested ? undefined : systems.filter((_system, index) => answers[index]);
  });
  if (!found) return;
  const ports = systems.map((system) => `${system.title} ${system.localhost.port}`).join(", ");
  if (found.length === 0) {
    await window.showInformationMessage(
      plain(l10n.t("Nothing answered on localhost ({0}). Start a server, or add a profile.", ports)),
    );
    return;
  }
  const taken = services.profiles.all.some((profile) => profile.id === profileId(NAME));
  const name = taken ? freeName(services) : NAME;
  const connections = found.map((system) => ({ system: system.id, ...system.localhost.values }));
  await services.profiles.save({ name, access: "observe", color: "blue", connections }, "user");
  const titles = found.map((system) => system.title).join(", ");
  await window.showInformationMessage(
    plain(l10n.t("Found on localhost: {0}. They are in the profile “{1}”.", titles, name)),
  );
}

function freeName({ profiles }: Services): string {
  let number = 2;
  while (profiles.byId(profileId(`${NAME}-${number}`))) number++;
  return `${NAME}-${number}`;
}

/** An open port is not yet a Redis: only a server that speaks the protocol counts; one that wants a password does. */
async function answersOnLocalhost(system: System, { host }: Services, signal: AbortSignal): Promise<boolean> {
  if (!(await probe(system.localhost.port, PATIENCE, signal))) return false;
  const connection: Connection = {
    profile: { id: "localhost", name: "localhost", access: "observe" },
    name: system.id,
    system: system.id,
    values: system.localhost.values,
  };
  try {
    await tryConnection(system, connection, host, () => undefined, signal);
    return true;
  } catch (error) {
    return typeof error === "object" && error !== null && "code" in error && error.code === "authentication";
  }
}
