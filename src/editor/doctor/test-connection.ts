import type { Connection } from "../../core/contract";
import type { Mend, Step } from "../../core/doctor/step";
import { systemOf } from "../../systems";
import type { Services } from "../services";
import { connectionAddress } from "../tree/rows";
import { draftOf } from "../wizard/draft";
import { ProfileWizard } from "../wizard/profile-wizard";
import { showExamination } from "./doctor";

/** Tests a connection of the settings, and tests it anew after each thing that was mended. Answers the last test's steps. */
export async function testConnection(services: Services, connection: Connection): Promise<readonly Step[]> {
  const system = systemOf(connection.system);
  if (!system) return [];
  services.consent.assertAllowed(connection);
  const { steps, next } = await showExamination(services.host, { system, connection });
  if (next.do === "edit") await wizardOf(services, connection)?.wizard.run();
  if (next.do === "mend" && (await mend(services, connection, next.mend))) {
    const mended = services.pool.connection(connectionAddress(connection));
    if (mended) return testConnection(services, mended);
  }
  if (!steps.some(({ state }) => state === "failed")) wake(services, connection);
  return steps;
}

/** Asks for the field, with what is suggested for it; what the person confirms is written into the settings. */
async function mend(services: Services, connection: Connection, { field, suggestion }: Mend): Promise<boolean> {
  const found = wizardOf(services, connection);
  const target = found?.draft.connections.find(({ name, system }) => (name ?? system.id) === connection.name);
  const asked = target?.system.fields.find(({ name }) => name === field);
  if (!found || !target || !asked) return false;
  const saved = await found.wizard.change(target, asked, suggestion);
  // A password is not part of the settings: the session must learn of it.
  if (saved && asked.type === "secret") await services.pool.close(connection);
  return saved;
}

function wizardOf(services: Services, { profile: { id } }: Connection) {
  const { profiles } = services;
  const profile = profiles.byId(id);
  const raw = profile && profiles.raw(profile.origin).find((entry) => String(entry.name).trim() === profile.name);
  if (!profile || !raw) return undefined;
  const draft = draftOf(raw, profile);
  return { draft, wizard: new ProfileWizard(services, draft) };
}

/** A connection that failed and works now says so in the views. */
function wake({ pool }: Services, connection: Connection): void {
  if (pool.state(connection).state !== "failed") return;
  const { signal } = new AbortController();
  pool.run(connectionAddress(connection), signal, (session, inner) => session.check(inner)).catch(() => {});
}
