import type { Address } from "../core/address";
import type {
  Connection,
  Fact,
  Node,
  Page,
  PageRequest,
  Preview,
  Range,
  Session,
  SessionContext,
} from "../core/contract";
import type { Door } from "../core/doctor/door";
import { Failure, hasCode, isFailure } from "../core/failure";
import { duration, text, verbatim } from "../core/text";
import { countKeys, listDatabases, readDatabases } from "./databases";
import { describeDatabase, describeKey, describeServer } from "./describe";
import { nodeDoors } from "./doors";
import { RedisEdits } from "./edits/source";
import { keyRows, Permissions } from "./keys";
import { Keyspaces } from "./keyspaces";
import { levelPage } from "./level-page";
import { RedisLocks } from "./locks/source";
import { findNamespace } from "./namespaces";
import { countText, databaseNode } from "./nodes";
import { type Opened, openDeployment } from "./open";
import { sooner } from "./patience";
import { notFoundAt, type Place, placeAt, rowsAbove } from "./places";
import { tryCommands } from "./rights";
import { roleIn } from "./role";
import { readKey } from "./values/document";
import { KeyReader } from "./values/key-reader";

const SCAN_LIMIT = 200_000;

export async function openSession(
  connection: Connection,
  context: SessionContext,
  signal: AbortSignal,
): Promise<Session> {
  return new RedisSession(await openDeployment(connection.values, sooner(context), signal), connection, context);
}

class RedisSession implements Session {
  readonly locks: RedisLocks;
  readonly edits: RedisEdits;
  private readonly keyspaces: Keyspaces;
  private readonly permissions = new Permissions();

  constructor(
    private readonly opened: Opened,
    private readonly connection: Connection,
    private readonly context: SessionContext,
  ) {
    this.locks = new RedisLocks(connection, context, opened.home);
    this.keyspaces = new Keyspaces(opened.deployment, () => context.setting("scanLimit", SCAN_LIMIT));
    this.edits = new RedisEdits({
      opened,
      values: connection.values,
      context,
      access: connection.profile.access,
      delimiter: () => this.delimiter(),
      forget: (db) => this.keyspaces.forget(db),
    });
  }

  async children(parent: Address, request: PageRequest, signal: AbortSignal): Promise<Page> {
    const { deployment, home } = this.opened;
    const place = this.placeOf(parent);
    if (place.kind === "key") throw new Failure({ code: "invalid", what: text("Nothing is below a key.") });
    if (request.refresh) this.keyspaces.forget(place.kind === "root" ? undefined : place.db);
    if (place.kind === "root") return listDatabases(deployment, parent, home, request, signal);
    const { db, database } = place;
    const prefix = place.kind === "namespace" ? place.prefix : Buffer.alloc(0);
    const begins = request.cursor === undefined && !request.resume;
    return levelPage(
      this.keyspaces.get(db, begins),
      { database, prefix, delimiter: this.delimiter(), page: request },
      (keys, above) => keyRows(deployment, this.permissions, database, db, keys, above, signal),
      signal,
    );
  }

  async find(address: Address, signal: AbortSignal): Promise<Node | undefined> {
    const place = placeAt(address);
    if (!place || place.kind === "root" || !this.exists(place)) return undefined;
    try {
      return await this.lookUp(place, signal);
    } catch (error) {
      if (hasCode(error, "notFound")) return undefined;
      throw error;
    }
  }

  ancestors(address: Address): readonly Address[] {
    const place = placeAt(address);
    if (place?.kind === "key") return rowsAbove(place.database, place.key, this.delimiter());
    if (place?.kind !== "namespace") return [];
    // A namespace is not above itself.
    const above = rowsAbove(place.database, place.prefix, this.delimiter());
    return above.filter((row) => row.path[1] !== address.path[1]);
  }

  async describe(address: Address, signal: AbortSignal): Promise<readonly Fact[]> {
    const { deployment, home } = this.opened;
    const place = this.placeOf(address);
    switch (place.kind) {
      case "root":
        return describeServer(deployment, home, signal);
      case "database":
        return describeDatabase(deployment, home, place.db, signal);
      case "namespace": {
        const node = await this.lookUp(place, signal);
        return [
          { label: text("Prefix"), value: verbatim(node?.name ?? node?.label ?? "") },
          { label: text("Keys"), value: node?.detail?.[0] ?? countText({ keys: undefined }) },
        ];
      }
      case "key":
        return describeKey(deployment, this.permissions, place.db, place.key, this.opened, signal);
    }
  }

  async read(address: Address, range: Range, signal: AbortSignal): Promise<Preview> {
    const place = this.placeOf(address);
    if (place.kind !== "key") throw new Failure({ code: "invalid", what: text("Only keys can be opened.") });
    const reader = new KeyReader(this.opened.deployment, place.db, place.key, signal);
    const { writable, ...preview } = await readKey(reader, address.part, range, this.opened.namesOnly);
    return writable && this.connection.profile.access === "edit" ? { ...preview, writable } : preview;
  }

  async check(signal: AbortSignal): Promise<readonly Fact[]> {
    const { node, home, identity, deployment } = this.opened;
    const begin = performance.now();
    const [pong, role] = await node.batch(home, [["PING"], ["ROLE"]], signal);
    if (isFailure(pong)) throw pong;
    const took = performance.now() - begin;
    return [
      { label: text("Server"), value: verbatim(`${identity.product} ${identity.version ?? "?"}`) },
      { label: text("Mode"), value: verbatim(deployment.mode) },
      { label: text("Role"), value: roleIn(role) },
      { label: text("Answered in"), value: duration(took) },
    ];
  }

  rights(signal: AbortSignal): Promise<readonly Fact[]> {
    return tryCommands(this.opened.node, this.opened.home, signal);
  }

  async doors(signal: AbortSignal): Promise<readonly Door[]> {
    const nodes = await this.opened.deployment.nodes(signal);
    return nodeDoors(
      this.connection.values,
      nodes.map(({ place }) => place),
    );
  }

  async close(): Promise<void> {
    this.keyspaces.forget();
    this.locks.close();
    this.opened.deployment.close();
  }

  /** As the rows of its parent show it. */
  private async lookUp(place: Exclude<Place, { kind: "root" }>, signal: AbortSignal): Promise<Node | undefined> {
    const { deployment } = this.opened;
    const { db, database } = place;
    if (place.kind === "key") {
      const above = rowsAbove(database, place.key, this.delimiter()).at(-1);
      const prefix = above && placeAt(above);
      const shownAbove = prefix?.kind === "namespace" ? prefix.prefix.length : 0;
      const [node] = await keyRows(deployment, this.permissions, database, db, [place.key], shownAbove, signal);
      return node?.readable ? node : undefined;
    }
    if (place.kind === "namespace") {
      return findNamespace(this.keyspaces.get(db, false), place, this.delimiter(), signal);
    }
    return this.databaseRow(db, signal);
  }

  private async databaseRow(db: number, signal: AbortSignal): Promise<Node> {
    const { deployment, home } = this.opened;
    const root = { profile: this.connection.profile.id, connection: this.connection.name, path: [] };
    const known = await readDatabases(deployment, home, signal);
    const keys = known?.facts.get(db)?.keys ?? (await countKeys(deployment, db, signal));
    return databaseNode(root, db, { keys, atLeast: (known?.missing ?? 0) > 0 });
  }

  private placeOf(address: Address): Place {
    const place = placeAt(address);
    if (!place || !this.exists(place)) throw notFoundAt(address.path);
    return place;
  }

  private exists(place: Place): boolean {
    return place.kind === "root" || place.db === 0 || this.opened.deployment.mode !== "cluster";
  }

  private delimiter(): Buffer {
    const own = this.connection.values.delimiter;
    return Buffer.from(typeof own === "string" ? own : this.context.setting("delimiter", ":"));
  }
}
