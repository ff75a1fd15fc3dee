import type { SecretStorage } from "vscode";
import type { System, Values } from "../core/contract";

/**
 * Secrets live in the editor's secret storage only. They belong to a system, an endpoint and a user, never to a
 * profile's name: otherwise a workspace's profile could send a stored password to another host.
 */
export class Secrets {
  constructor(private readonly storage: SecretStorage) {}

  /** A variable that the settings name (`"password": "${env:REDIS_PASSWORD}"`) goes before what is stored. */
  async get(system: System, values: Values, field: string): Promise<string | undefined> {
    const named = values[field];
    if (typeof named === "string" && named) return named;
    return this.storage.get(key(system, values, field));
  }

  async set(system: System, values: Values, field: string, secret: string | undefined): Promise<void> {
    const name = key(system, values, field);
    if (secret) await this.storage.store(name, secret);
    else await this.storage.delete(name);
  }
}

function key(system: System, values: Values, field: string): string {
  const user = typeof values.user === "string" ? values.user : "";
  return JSON.stringify(["secret", system.id, system.endpoint(values), user, field]);
}
