import { readFile } from "node:fs/promises";
import type { Address } from "../core/address";
import { shown } from "../core/bytes";
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
  Values,
} from "../core/contract";
import type { Door } from "../core/doctor/door";
import type { EditSource } from "../core/edit";
import { Failure, hasCode } from "../core/failure";
import { text, verbatim } from "../core/text";
import { looking, type Permit } from "./allowed";
import { atMost, type Call, startCall } from "./call";
import { Client } from "./client";
import { Directory, formatCursor, parseCursor } from "./directory";
import { readDocument } from "./document";
import { dataNodeDoors } from "./doors";
import { HdfsEdits } from "./edits/source";
import type { HostMap } from "./endpoint";
import { describePath } from "./facts";
import { words } from "./failures";
import { type FilteredRows, Filters } from "./filter";
import { own, string } from "./json";
import { Lister } from "./listing";
import { NameNodes } from "./namenodes";
import { childNode, nodeOf } from "./nodes";
import { type Path, pathOf } from "./path";
import { listable } from "./rights";
import { readSettings } from "./settings";
import { Transport } from "./transport";

/** Connects: a status of `/` proves address, protocol, identity and an active NameNode in one round trip. */
export async function openSession(
  connection: Connection,
  context: SessionContext,
  signal: AbortSignal,
): Promise<Session> {
  const settings = readSettings(connection.values);
  const token = await context.secret("token");
  const ca = settings.ca === undefined ? undefined : await readAuthority(settings.ca);
  const transportFor = (permit: Permit) => new Transport(ca, context.log, context.sent, permit);
  const transport = transportFor(looking);
  try {
    const client = new Client(transport, new NameNodes(settings.endpoints), { user: settings.user, token });
    await client.status([], startCall(context.timeout(), signal));
    return new HdfsSession(client, settings.hostMap, context, connection, transportFor);
  } catch (error) {
    transport.close();
    throw error;
  }
}

async function readAuthority(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new Failure({
      code: "invalid",
      what: text("The file in “ca” cannot be read."),
      why: words(cause instanceof Error ? cause.message : String(cause)),
      cause,
    });
  }
}

class HdfsSession implements Session {
  private readonly lister: Lister;
  private readonly directory: Directory;
  private readonly filters: Filters;
  private readonly values: Values;
  readonly edits: EditSource;

  constructor(
    private readonly client: Client,
    private readonly hostMap: HostMap,
    private readonly context: SessionContext,
    connection: Connection,
    transport: (permit: Permit) => Transport,
  ) {
    this.lister = new Lister(client);
    this.directory = new Directory(this.lister);
    this.filters = new Filters(this.lister);
    this.values = connection.values;
    this.edits = new HdfsEdits({
      client,
      hostMap,
      access: connection.profile.access,
      timeout: context.timeout,
      transport,
      forget: (path) => this.forget(path),
    });
  }

  async children(parent: Address, request: PageRequest, signal: AbortSignal): Promise<Page> {
    const path = existing(parent);
    const after = parseCursor(request.cursor);
    const filter = request.filter?.trim();
    if (request.refresh) this.forget(path);
    const call = this.call(signal);
    const { limit } = request;
    const rows: FilteredRows = filter
      ? await this.filters.rows(path, { filter, after, limit, resume: request.resume === true }, call)
      : await this.directory.rows(path, after, limit, call);
    return {
      nodes: rows.entries.map((status) => childNode(parent, status)),
      ...(rows.next ? { next: formatCursor(rows.next) } : {}),
      ...(rows.left === undefined ? {} : { left: rows.left }),
      complete: !rows.partial,
      ...(rows.partial ? { partial: rows.partial } : {}),
    };
  }

  async find(address: Address, signal: AbortSignal): Promise<Node | undefined> {
    const path = pathOf(address);
    if (!path) return undefined;
    try {
      return nodeOf(address, path, await this.client.status(path, this.call(signal)));
    } catch (error) {
      if (hasCode(error, "notFound")) return undefined;
      throw error;
    }
  }

  describe(address: Address, signal: AbortSignal): Promise<readonly Fact[]> {
    return describePath(this.client, existing(address), this.call(signal));
  }

  async read(address: Address, range: Range, signal: AbortSignal): Promise<Preview> {
    return readDocument(this.client, this.hostMap, existing(address), address.part, range, this.call(signal));
  }

  async check(signal: AbortSignal): Promise<readonly Fact[]> {
    const call = this.call(signal);
    const [home, version] = await Promise.all([
      this.client.json("GETHOMEDIRECTORY", [], {}, call),
      this.version(atMost(call, 2_000)),
      this.client.status([], call),
    ]);
    const path = string(own(home, "Path"));
    return [
      { label: text("NameNode"), value: verbatim(this.client.server.host) },
      { label: text("Version"), value: version === undefined ? text("unknown") : verbatim(shown(version)) },
      ...(path === undefined ? [] : [{ label: text("Home"), value: verbatim(shown(path)) }]),
    ];
  }

  rights(signal: AbortSignal): Promise<readonly Fact[]> {
    return listable(this.client, this.lister, this.call(signal));
  }

  async doors(signal: AbortSignal): Promise<readonly Door[]> {
    try {
      return await dataNodeDoors(this.client, this.hostMap, this.values, this.call(signal));
    } catch (error) {
      // JMX is closed to many users, and gateways do not pass it on.
      if (hasCode(error, "cancelled")) throw error;
      return [];
    }
  }

  async close(): Promise<void> {
    this.directory.clear();
    this.filters.clear();
    this.client.transport.close();
  }

  /** JMX is closed to many users and not passed on by gateways: no version is no failure. */
  private async version(call: Call): Promise<string | undefined> {
    try {
      const bean = await this.client.jmx("get=Hadoop:service=NameNode,name=NameNodeInfo::SoftwareVersion", call);
      return string(bean?.SoftwareVersion);
    } catch (error) {
      if (hasCode(error, "cancelled")) throw error;
      return undefined;
    }
  }

  private forget(path: Path): void {
    this.directory.forget(path);
    this.filters.forget(path);
  }

  private call(signal: AbortSignal): Call {
    return startCall(this.context.timeout(), signal);
  }
}

/** The path of something that may exist. */
function existing(address: Address): Path {
  const path = pathOf(address);
  if (path) return path;
  throw new Failure({
    code: "notFound",
    what: text("HDFS cannot hold a file of this name: {0}.", verbatim(shown(address.path.join("/")))),
  });
}
