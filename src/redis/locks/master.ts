import { type Failure, hasCode } from "../../core/failure";
import type { Missing } from "../../core/lag-source";
import type { LockRequest, MasterSample } from "../../core/lock-source";
import { text } from "../../core/text";
import { Permissions } from "../keys";
import { joined } from "../keyspace/slices";
import type { Opened } from "../open";
import { lookAroundAll, type Reached } from "./around";
import type { Scanned } from "./discovery";
import { EntryReader, type Want } from "./entry-reader";
import { caught, problemOf, replicaFailure } from "./problems";
import { type Role, readRole } from "./role-check";
import { countClients } from "./surroundings";

/** A master that did not answer in time is left alone so many times as long as it was waited for, … */
const REST_TIMES = 4;
/** … but not longer than this, in milliseconds. */
const REST_MOST = 30_000;

/** An open master, and what is remembered of it. */
interface Open extends Reached {
  readonly reader: EntryReader;
  readonly role: Role;
}

/** What one master tells, and what is missing of it. */
export interface Told {
  readonly sample: MasterSample;
  readonly missing: readonly Missing[];
  readonly failure?: Failure;
}

/**
 * One of the places that are asked for locks: a server, or a cluster as a whole. It has connections of its own, which are
 * opened when they are first needed and again when they ended: what is wrong with it says nothing of the others.
 */
export class LockMaster {
  private open: Promise<Open> | undefined;
  private resting: { readonly until: number; readonly failure: Failure } | undefined;
  private closed = false;

  /** @param id as it is shown: `host:port` */
  constructor(
    readonly id: string,
    private readonly connect: (lost: () => void, signal: AbortSignal) => Promise<Opened>,
  ) {}

  /**
   * One reading; a master that does not answer has a problem instead.
   * @param wants all entries of the request's locks, one lock after the other
   */
  async sample(request: LockRequest, wants: readonly Want[], signal: AbortSignal): Promise<Told> {
    const sentAt = Date.now();
    try {
      return await this.use(signal, (open) => this.read(open, request, wants, signal));
    } catch (error) {
      const failure = caught(error, signal);
      const sample = { id: this.id, problem: problemOf(failure), sentAt, answeredAt: Date.now(), locks: [] };
      return { sample, missing: [], failure };
    }
  }

  /** The servers of this place, to be scanned. Rejects with a `Failure`. */
  servers(signal: AbortSignal): Promise<readonly Scanned[]> {
    return this.use(signal, async ({ opened }) =>
      (await opened.deployment.nodes(signal)).map((node) => ({
        id: `${this.id} ${node.place}`,
        node,
        db: opened.home,
      })),
    );
  }

  /** Runs something on the open master. Rejects with a `Failure`; one that did not answer in time is left alone for a while. */
  private async use<T>(signal: AbortSignal, act: (open: Open) => Promise<T>): Promise<T> {
    if (this.resting && Date.now() < this.resting.until) throw this.resting.failure;
    const begin = performance.now();
    try {
      const done = await act(await this.opened(signal));
      this.resting = undefined;
      return done;
    } catch (error) {
      if (hasCode(error, "timeout") && !signal.aborted) {
        const rest = Math.min((performance.now() - begin) * REST_TIMES, REST_MOST);
        this.resting = { until: Date.now() + rest, failure: caught(error, signal) };
      }
      throw error;
    }
  }

  close(): void {
    this.closed = true;
    this.forget(this.open);
  }

  /** Opening is shared; when the one who began it gave up, the next one begins again. */
  private async opened(signal: AbortSignal): Promise<Open> {
    for (;;) {
      const other = this.open;
      if (!other) break;
      await joined(other, signal);
      try {
        return await other;
      } catch (error) {
        if (!hasCode(error, "cancelled")) throw error;
        if (this.open === other) this.open = undefined;
      }
    }
    const opening = this.begin(signal);
    this.open = opening;
    opening.catch(() => {
      if (this.open === opening) this.open = undefined;
    });
    return opening;
  }

  private async begin(signal: AbortSignal): Promise<Open> {
    const opened = await this.connect(() => this.forget(this.open), signal);
    try {
      const role = await readRole(opened, signal);
      if (role.replica) throw replicaFailure(this.id);
      const connected = await countClients(opened, signal);
      if (this.closed) opened.deployment.close();
      const cluster = opened.deployment.mode === "cluster";
      return { opened, role, reader: new EntryReader(cluster), permissions: new Permissions(), connected };
    } catch (error) {
      opened.deployment.close();
      throw error;
    }
  }

  private forget(open: Promise<Open> | undefined): void {
    if (this.open === open) this.open = undefined;
    open?.then(({ opened }) => opened.deployment.close()).catch(() => {});
  }

  private async read(open: Open, request: LockRequest, wants: readonly Want[], signal: AbortSignal): Promise<Told> {
    const { deployment, home } = open.opened;
    const channels = uniqueChannels(request);
    const sentAt = Date.now();
    const [around, entries] = await Promise.all([
      lookAroundAll(open, { clients: request.clients === true, channels }, signal),
      open.reader.read(wants, (commands) => deployment.batch(home, commands, signal)),
    ]);
    const answeredAt = Date.now();
    if (around.replica) {
      // The master that Sentinels named has become a replica: they are asked again next time.
      this.forget(this.open);
      throw replicaFailure(this.id);
    }
    let end = 0;
    const locks = request.locks.map((lock) => {
      const begin = end;
      end += lock.entries.length;
      return {
        entries: entries.slice(begin, end),
        ...(lock.channels ? { subscribers: lock.channels.map((channel) => around.subscribed(channel)) } : {}),
      };
    });
    const { clock, clients } = around;
    const sample = { id: this.id, sentAt, answeredAt, locks, ...clock, ...(clients ? { clients } : {}) };
    const unsure = open.role.replica === undefined ? [roleUnknown(this.id)] : [];
    return { sample, missing: [...around.missing, ...unsure] };
  }
}

const roleUnknown = (id: string): Missing => ({
  what: text("Whether {0} is a master", id),
  why: text("your user may run neither {0} nor {1}", "ROLE", "INFO"),
});

function uniqueChannels(request: LockRequest): readonly Buffer[] {
  const channels = new Map<string, Buffer>();
  for (const { channels: wanted = [] } of request.locks) {
    for (const channel of wanted) {
      const bytes = Buffer.from(channel);
      channels.set(bytes.toString("latin1"), bytes);
    }
  }
  return [...channels.values()];
}
