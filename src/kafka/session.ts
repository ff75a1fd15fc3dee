import { setMaxListeners } from "node:events";
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
import { withDeadline } from "../core/deadline";
import type { Door } from "../core/doctor/door";
import type { EditSource } from "../core/edit";
import { Failure, isFailure } from "../core/failure";
import type { LagSource } from "../core/lag-source";
import { count, text, verbatim } from "../core/text";
import { fetchBrokers, fetchRelease } from "./brokers";
import { Cluster, type ClusterOptions } from "./cluster";
import { Documents } from "./documents/document";
import { announcedDoors, clusterRights } from "./doors";
import type { Permit } from "./edits/permit";
import { KafkaEdits } from "./edits/source";
import { type Endpoint, parseEndpoint } from "./endpoint";
import { protocolFailure, words } from "./failures";
import { childrenOf, factsOf, findNode } from "./find";
import { KafkaLag } from "./lag/source";
import { fetchMetadata } from "./metadata";
import { type Place, placeOf } from "./place";
import { MalformedError } from "./protocol/values";
import { kafka } from "./system";
import { securityOf } from "./transport/security";
import type { View } from "./view";

/** The part of the deadline after which a call ends by itself: so its failure, which names the server, comes first. */
const SOONER = 0.95;

export async function openSession(
  connection: Connection,
  context: SessionContext,
  signal: AbortSignal,
): Promise<Session> {
  const { values } = connection;
  const brokers = Array.isArray(values.brokers) ? values.brokers.map(String) : [];
  const options: ClusterOptions = {
    bootstrap: brokers.map(parseEndpoint).filter((endpoint): endpoint is Endpoint => endpoint !== undefined),
    hostMap: Object.fromEntries(Object.entries(values.hostMap ?? {}).map(([from, to]) => [from, String(to)])),
    security: await securityOf(values, context),
    context,
  };
  const cluster = new Cluster(options);
  const clusterFor = (permit: Permit) => new Cluster({ ...options, permit });
  const session = new KafkaSession({ cluster, connection, context, lists: {} }, clusterFor);
  try {
    await session.open(signal);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

class KafkaSession implements Session {
  readonly lag: LagSource;
  readonly edits: EditSource;
  private readonly documents: Documents;

  constructor(
    private readonly view: View,
    clusterFor: (permit: Permit) => Cluster,
  ) {
    this.documents = new Documents(view);
    this.lag = new KafkaLag(view, (signal, call) => this.run(signal, call));
    this.edits = new KafkaEdits({ view, clusterFor, run: (signal, call) => this.run(signal, call) });
  }

  /** Finds a broker that answers, and from it all others. */
  async open(signal: AbortSignal): Promise<void> {
    await this.run(signal, (inner) => fetchMetadata(this.view.cluster, [], inner));
  }

  children(parent: Address, request: PageRequest, signal: AbortSignal): Promise<Page> {
    return this.run(signal, (inner) => childrenOf(this.view, needPlace(parent), request, inner));
  }

  find(address: Address, signal: AbortSignal): Promise<Node | undefined> {
    const place = placeOf(address);
    return this.run(signal, async (inner) => place && findNode(this.view, place, inner));
  }

  describe(address: Address, signal: AbortSignal): Promise<readonly Fact[]> {
    return this.run(signal, (inner) => factsOf(this.view, needPlace(address), inner));
  }

  read(address: Address, range: Range, signal: AbortSignal): Promise<Preview> {
    return this.run(signal, (inner) => this.documents.read(needPlace(address), address.part, range, inner));
  }

  check(signal: AbortSignal): Promise<readonly Fact[]> {
    return this.run(signal, async (inner) => {
      const { cluster } = this.view;
      const { metadata, brokers, controller } = await fetchBrokers(cluster, [], inner);
      const [first] = metadata.brokers;
      const release = first && (await fetchRelease(cluster, first.id, inner).catch(() => undefined));
      const down = brokers.filter(({ fenced }) => fenced).length;
      return [
        { label: text("Version"), value: release ? verbatim(`Kafka ${release}`) : text("unknown") },
        { label: text("Cluster"), value: verbatim(metadata.clusterId ?? "–") },
        { label: text("Brokers"), value: count(metadata.brokers.length) },
        ...(down ? [{ label: text("Brokers that are down"), value: count(down) }] : []),
        { label: text("Controller"), value: controller === undefined ? text("unknown") : verbatim(String(controller)) },
      ];
    });
  }

  doors(signal: AbortSignal): Promise<readonly Door[]> {
    const { cluster, connection } = this.view;
    return this.run(signal, (inner) => announcedDoors(cluster, connection.values, inner));
  }

  rights(signal: AbortSignal): Promise<readonly Fact[]> {
    return this.run(signal, (inner) => clusterRights(this.view.cluster, inner));
  }

  async close(): Promise<void> {
    this.view.cluster.close();
  }

  /** Every call has an end, and only a `Failure` leaves. */
  private async run<T>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { connection, context } = this.view;
    const name = text("Kafka at {0}", kafka.endpoint(connection.values));
    try {
      return await withDeadline(name, context.timeout() * SOONER, signal, async (inner) => {
        // Each broker that is asked listens to it, and a cluster may have many.
        setMaxListeners(0, inner);
        return call(inner);
      });
    } catch (error) {
      if (isFailure(error)) throw error;
      const why = words(error instanceof Error ? error.message : String(error));
      if (error instanceof MalformedError) throw protocolFailure(name, why, error);
      throw new Failure({
        code: "unknown",
        what: text("{0}: something unexpected happened.", name),
        why,
        cause: error,
      });
    }
  }
}

function needPlace(address: Address): Place {
  const place = placeOf(address);
  if (place) return place;
  throw new Failure({
    code: "notFound",
    what: text("Nothing in Kafka has this address: {0}", address.path.join("/")),
    fix: text("Addresses look like {0} or {1}.", "topics/orders/0/42", "groups/orders-service"),
  });
}
