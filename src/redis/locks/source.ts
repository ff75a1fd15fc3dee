import { type Address, child, root } from "../../core/address";
import type { Connection, SessionContext, Values } from "../../core/contract";
import { Failure } from "../../core/failure";
import type { DiscoverRequest, Discovery } from "../../core/lock-discovery";
import { readLockSettings } from "../../core/lock-settings";
import type { LockRequest, LockSample, LockSettings, LockSource, Master, Notice } from "../../core/lock-source";
import { count, text } from "../../core/text";
import { openDeployment } from "../open";
import { isLocation, parseUrl, placeOf } from "../url";
import { Actor, type Target } from "./act";
import { discoverNames } from "./discovery";
import { wantOf } from "./entry-reader";
import { listenAt } from "./listening";
import { LockMaster } from "./master";
import { caught } from "./problems";

/** Milliseconds that one question to one master takes at most: one that hangs must not keep the others from showing. */
const PATIENCE = 5_000;

/** The locks of a Redis connection: on its own server, or on the masters that its profile names. */
export class RedisLocks implements LockSource {
  readonly settings: LockSettings;
  readonly masters: readonly Master[];
  readonly actions?: Actor;
  private readonly places: readonly LockMaster[];
  private readonly targets: readonly Target[];

  /** @param home the database of the connection's URL */
  constructor(
    private readonly connection: Connection,
    private readonly context: SessionContext,
    private readonly home: number,
  ) {
    this.settings = readLockSettings(connection.values);
    const targets = targetsOf(connection.values, this.settings.masters);
    this.places = targets.map(
      ({ id, values }) =>
        new LockMaster(id, (lost, signal) => openDeployment(values, ownContext(context, lost), signal)),
    );
    this.targets = targets;
    this.masters = targets.map(({ id }) => ({ id }));
    const { access } = connection.profile;
    const inner = ownContext(context, () => {});
    if (access === "edit") this.actions = new Actor(targets, inner, access);
  }

  async sample(request: LockRequest, signal: AbortSignal): Promise<LockSample> {
    const takenAt = Date.now();
    const wants = request.locks.flatMap(({ entries }) => entries.map(wantOf));
    const told = await Promise.all(this.places.map((place) => place.sample(request, wants, signal)));
    const failures = told.flatMap(({ failure }) => failure ?? []);
    const [first] = failures;
    if (first && failures.length === told.length) throw allFailed(first, told.length);
    return {
      takenAt,
      masters: told.map(({ sample }) => sample),
      missing: told.flatMap(({ missing }) => missing),
    };
  }

  async discover(request: DiscoverRequest, signal: AbortSignal): Promise<Discovery> {
    const failures: Failure[] = [];
    const servers = await Promise.all(
      this.places.map(async (place) => {
        try {
          return await place.servers(signal);
        } catch (error) {
          failures.push(caught(error, signal));
          return [];
        }
      }),
    );
    const [first] = failures;
    if (first && failures.length === this.places.length) throw allFailed(first, failures.length);
    return discoverNames(servers.flat(), failures.length, request, signal);
  }

  listen(
    names: readonly Uint8Array[],
    listener: (notice: Notice) => void,
    signal: AbortSignal,
  ): Promise<readonly Notice["what"][]> {
    const context = ownContext(this.context, () => {});
    return listenAt(this.targets, context, { names, listener }, signal);
  }

  address(name: Uint8Array): Address {
    return child(root(this.connection.profile.id, this.connection.name), `${this.home}`, name);
  }

  close(): void {
    for (const place of this.places) place.close();
  }
}

/** Where the locks are: at the masters named, else at the connection's own server, as the profile reaches it. */
function targetsOf(values: Values, masters: readonly string[]): readonly Target[] {
  if (!masters.length) return [{ id: idOf(String(values.url ?? "")), values }];
  // A master is named by its own URL: no Sentinel is asked for it.
  const { master: _, sentinels: __, ...own } = values;
  return masters.map((url) => ({ id: idOf(url), values: { ...own, url } }));
}

function idOf(url: string): string {
  const location = parseUrl(url);
  if (!isLocation(location)) return url;
  return location.db === 0 ? placeOf(location) : `${placeOf(location)}/${location.db}`;
}

/** What is wrong with a master of the locks says nothing of the connection. */
const ownContext = (context: SessionContext, lost: () => void): SessionContext => ({
  secret: (field) => context.secret(field),
  setting: (name, fallback) => context.setting(name, fallback),
  timeout: () => Math.min(context.timeout() / 2, PATIENCE),
  log: (line) => context.log(line),
  sent: context.sent,
  lost,
});

function allFailed(first: Failure, masters: number): Failure {
  if (masters === 1) return first;
  return new Failure({
    code: first.code,
    what: text("None of the {0} lock masters could be read.", count(masters)),
    why: first.what,
    ...(first.fix ? { fix: first.fix } : {}),
  });
}
