import type { SessionContext } from "../core/contract";
import { withDeadline } from "../core/deadline";
import { Failure, hasCode, isFailure } from "../core/failure";
import { text } from "../core/text";
import { mayEdit, type Permit } from "./edits/permit";
import { type Endpoint, formatEndpoint, parseEndpoint } from "./endpoint";
import { nameOf } from "./failures";
import { firstAnswer } from "./hedge";
import type { Pieces } from "./protocol/decode";
import type { ApiName, VersionRange } from "./protocol/messages";
import type { Fields, Struct } from "./protocol/values";
import { Link, type RequestOptions } from "./transport/link";
import type { Security } from "./transport/security";

export interface ClusterOptions {
  /** the brokers of the profile */
  readonly bootstrap: readonly Endpoint[];
  /** from what the cluster announces to where it is reached: `host:port` to `host:port` */
  readonly hostMap: Readonly<Record<string, string>>;
  readonly security: Security;
  readonly context: Pick<SessionContext, "timeout" | "log" | "sent">;
  /** for the cluster of one edit: what it may send beside looking. Nothing that is permitted here is sent twice. */
  readonly permit?: Permit;
}

/** What came from each broker that was asked, and why nothing came from the others. */
export interface Answers<T> {
  readonly answers: ReadonlyMap<number, T>;
  readonly failures: ReadonlyMap<number, Failure>;
}

/** The brokers of a cluster: which ones there are, and the way to each of them. */
export class Cluster {
  private readonly links = new Map<string, Link>();
  private nodes: ReadonlyMap<number, Endpoint> = new Map();
  private closed = false;

  constructor(private readonly options: ClusterOptions) {}

  /** The ids of the brokers that the cluster announced last, in order. */
  get brokers(): readonly number[] {
    return [...this.nodes.keys()].sort((one, other) => one - other);
  }

  /** Takes what the cluster announces. */
  announce(nodes: ReadonlyMap<number, Endpoint>): void {
    this.nodes = nodes;
  }

  /** `host:port` as the cluster announces it */
  addressOf(id: number): string | undefined {
    const endpoint = this.nodes.get(id);
    return endpoint && formatEndpoint(endpoint);
  }

  /** Asks any broker. Rejects when none of them answers; where one hesitates, pieces may come twice. */
  ask(api: ApiName, fields: Struct, signal: AbortSignal, least?: number, pieces?: Pieces): Promise<Fields> {
    const through = (door: Door) => (inner: AbortSignal) => this.through(door, api, fields, inner, { least, pieces });
    const attempts = this.doors().map(through);
    const patience = Math.min(1_500, this.options.context.timeout() / 6);
    return firstAnswer(attempts, patience, signal);
  }

  /** Asks one broker by its id. */
  askNode(
    id: number,
    api: ApiName,
    fields: Struct,
    signal: AbortSignal,
    least?: number,
    pieces?: Pieces,
  ): Promise<Fields> {
    const endpoint = this.nodes.get(id);
    if (!endpoint) return Promise.reject(gone(id));
    return this.through({ endpoint, id }, api, fields, signal, { least, pieces });
  }

  /** milliseconds that a whole call may take */
  get timeout(): number {
    return this.options.context.timeout();
  }

  /** milliseconds that one of several brokers may take, so that the others' answers still count */
  get nodeTimeout(): number {
    return this.timeout * NODE_SHARE;
  }

  /**
   * Runs one call per broker, each within a deadline of its own: one dead broker costs its own answer only.
   * @param most milliseconds that a broker may take
   */
  async each<T>(
    ids: Iterable<number>,
    signal: AbortSignal,
    call: (id: number, signal: AbortSignal) => Promise<T>,
    most: (id: number) => number = () => this.nodeTimeout,
  ): Promise<Answers<T>> {
    const answers = new Map<number, T>();
    const failures = new Map<number, Failure>();
    const one = async (id: number) => {
      try {
        const name = text("Kafka's broker {0} at {1}", id, this.addressOf(id) ?? "?");
        answers.set(id, await withDeadline(name, most(id), signal, (inner) => call(id, inner)));
      } catch (error) {
        if (signal.aborted || !isFailure(error)) throw error;
        failures.set(id, error);
      }
    };
    await Promise.all([...ids].map(one));
    return { answers, failures };
  }

  /** The versions of an API that a broker knows, as far as one is connected. */
  versions(api: ApiName): VersionRange | undefined {
    return this.ready()[0]?.versions(api);
  }

  /** The versions of an API that one broker knows; undefined where it knows none or is not connected. */
  versionsOf(id: number, api: ApiName): VersionRange | undefined {
    return this.linkOf(id)?.versions(api);
  }

  /** milliseconds since 1970 when the connection to a broker was made; absent where there is none */
  readySince(id: number): number | undefined {
    return this.linkOf(id)?.readySince;
  }

  close(): void {
    this.closed = true;
    for (const link of this.links.values()) link.close();
    this.links.clear();
  }

  /** A request that only reads is sent once more where the connection ended under it: idle ones are closed by brokers. */
  private async through(door: Door, api: ApiName, fields: Struct, signal: AbortSignal, options: RequestOptions) {
    try {
      return await this.link(door).request(api, fields, signal, options);
    } catch (error) {
      if (signal.aborted || this.closed || !hasCode(error, "closed") || mayEdit(api, this.options.permit)) throw error;
      this.options.context.log(`${api}: connection closed, asking again`);
      return this.link(door).request(api, fields, signal, options);
    }
  }

  /** Where any broker may be asked: first those that are connected, then those announced, then those of the profile. */
  private doors(): readonly Door[] {
    const announced: Door[] = [...this.nodes].map(([id, endpoint]) => ({ endpoint, id }));
    const bootstrap: Door[] = this.options.bootstrap.map((endpoint) => ({ endpoint }));
    const doors = new Map<string, Door>();
    for (const door of [...announced, ...bootstrap]) {
      const key = formatEndpoint(this.dialled(door.endpoint));
      if (!doors.has(key)) doors.set(key, door);
    }
    const isReady = (key: string) => this.links.get(key)?.readySince !== undefined && !this.links.get(key)?.ended;
    const sorted = [...doors].sort(([one], [other]) => Number(isReady(other)) - Number(isReady(one)));
    return sorted.map(([, door]) => door);
  }

  private linkOf(id: number): Link | undefined {
    const endpoint = this.nodes.get(id);
    return endpoint && this.links.get(formatEndpoint(this.dialled(endpoint)));
  }

  private ready(): readonly Link[] {
    return [...this.links.values()].filter((link) => link.readySince !== undefined && !link.ended);
  }

  private link({ endpoint, id }: Door): Link {
    const dialled = this.dialled(endpoint);
    const address = formatEndpoint(dialled);
    const known = this.links.get(address);
    if (known && !known.ended) return known;
    const announced = id === undefined ? {} : { announced: { id, address: formatEndpoint(endpoint) } };
    const link = new Link({
      endpoint: dialled,
      name: { address, ...announced },
      serverName: endpoint.host,
      security: this.options.security,
      timeout: this.options.context.timeout(),
      sent: this.options.context.sent,
      permit: this.options.permit,
    });
    if (this.closed) link.close();
    else this.links.set(address, link);
    return link;
  }

  private dialled(endpoint: Endpoint): Endpoint {
    const mapped = this.options.hostMap[formatEndpoint(endpoint)];
    return (mapped && parseEndpoint(mapped)) || endpoint;
  }
}

interface Door {
  readonly endpoint: Endpoint;
  readonly id?: number;
}

/** The part of the whole time that one of several brokers may take. */
const NODE_SHARE = 0.6;

function gone(id: number): Failure {
  return new Failure({
    code: "unavailable",
    what: text("Kafka's broker {0} is not part of the cluster at the moment.", id),
    fix: text("Check that it is running."),
  });
}

/** How a broker is called in a sentence about it. */
export const brokerName = (cluster: Cluster, id: number) =>
  nameOf({ address: cluster.addressOf(id) ?? "?", announced: { id, address: cluster.addressOf(id) ?? "?" } });
