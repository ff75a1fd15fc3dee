import type { SecretStorage } from "vscode";
import type { Connection, System } from "../core/contract";
import { fingerprintOf } from "../core/foreign";

/**
 * Secrets live in the editor's secret storage only. They belong to a system, an endpoint and a user, never to a
 * profile's name: otherwise a workspace's profile could send a stored password to another host. Those of a workspace's
 * connection belong to all that it says: the way to the same endpoint may lead elsewhere, or be open to read.
 */
export class Secrets {
  constructor(private readonly storage: SecretStorage) {}

  /** A variable that the settings name (`"password": "${env:REDIS_PASSWORD}"`) goes before what is stored. */
  async get(system: System, connection: Connection, field: string): Promise<string | undefined> {
    const named = connection.values[field];
    if (typeof named === "string" && named) return named;
    return this.storage.get(key(system, connection, field));
  }

  async set(system: System, connection: Connection, field: string, secret: string | undefined): Promise<void> {
    const name = key(system, connection, field);
    if (secret) await this.storage.store(name, secret);
    else await this.storage.delete(name);
  }
}

function key(system: System, connection: Connection, field: string): string {
  const { values, foreign } = connection;
  const user = typeof values.user === "string" ? values.user : "";
  const own = ["secret", system.id, system.endpoint(values), user, field];
  return JSON.stringify(foreign ? [...own, fingerprintOf(connection)] : own);
}
