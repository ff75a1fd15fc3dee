import { Failure, isFailure } from "../core/failure";
import { text } from "../core/text";
import type { Command } from "./allowed";
import type { Outcome } from "./client";
import type { Deployment, KeyCommand } from "./deployment";
import { redirection } from "./failures";
import { assertGoingOn } from "./keyspace/slices";
import { arrayIn, numberIn, type Reply, textIn } from "./replies";
import type { ServerNode } from "./server-node";
import { slotOf } from "./slot";
import { formatHostPort, type HostPort, parseHostPort } from "./url";

/** Makes the node at an address that the cluster announced. */
export type NodeMaker = (place: HostPort) => ServerNode;

interface SlotRange {
  readonly first: number;
  readonly last: number;
  readonly node: ServerNode;
}

/** How often a command follows the slots from node to node. */
const REDIRECTIONS = 4;
/** What ends a part of a transaction: it holds on the connection where it was begun, and nothing of it goes elsewhere. */
const STEPS: ReadonlySet<string> = new Set(["WATCH", "MULTI", "EXEC"]);

/**
 * The masters of a cluster, each asked over a connection of its own: a command goes to the node that has the key's
 * slot, and follows where a node sends it on to. Replicas are never asked: they may be behind.
 */
export class ClusterDeployment implements Deployment {
  readonly mode = "cluster";
  private readonly known = new Map<string, ServerNode>();
  private slots: readonly SlotRange[] | undefined;

  /** @param seed the node of the profile's URL; `origin` is its address */
  constructor(
    private readonly seed: ServerNode,
    private readonly origin: HostPort,
    private readonly make: NodeMaker,
  ) {
    this.known.set(seed.place, seed);
  }

  async nodes(signal: AbortSignal): Promise<readonly ServerNode[]> {
    return [...new Set((await this.ranges(signal)).map((range) => range.node))];
  }

  async batch(db: number, commands: readonly KeyCommand[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = new Array(commands.length).fill(null);
    const slots = await this.ranges(signal);
    await this.send(
      db,
      commands.map(({ key, command }, index) => ({ index, command, node: this.owner(slots, key) })),
      outcomes,
      signal,
    );
    if (STEPS.has(commands.at(-1)?.command[0] ?? "")) return outcomes;
    for (let round = 0; round < REDIRECTIONS; round++) {
      const again = commands.flatMap(({ command }, index) => {
        const to = redirection(outcomes[index]);
        const place = to && parseHostPort(to.place.startsWith(":") ? `${this.origin.host}${to.place}` : to.place);
        return place ? [{ index, command, node: this.node(place), asking: to.asking }] : [];
      });
      if (!again.length) break;
      this.slots = undefined;
      await this.send(db, again, outcomes, signal);
    }
    return outcomes;
  }

  async topology(signal: AbortSignal): Promise<string | undefined> {
    this.slots = undefined;
    const ranges = await this.ranges(signal);
    const lines = ranges.map(({ first, last, node }) => `${first}-${last} ${node.place}`);
    const nodes = [...new Set(ranges.map((range) => range.node))];
    const own = await Promise.all(nodes.map((node) => this.ownSlots(node, nodes.length, signal)));
    // While a slot is on the move, its keys are on two nodes: `[93->-<node>]`.
    if (own.some((slots) => slots.includes("["))) return undefined;
    return [...lines, ...own].sort().join("\n");
  }

  /** What a node says of its own slots; where it is down or may not be asked, that. */
  private async ownSlots(node: ServerNode, servers: number, signal: AbortSignal): Promise<string> {
    try {
      const nodes = textIn(await node.callAmong(servers, 0, ["CLUSTER", "NODES"], signal));
      const fields =
        nodes
          .split("\n")
          .find((line) => line.includes("myself"))
          ?.split(" ") ?? [];
      return [fields[0], ...fields.slice(8)].join(" ");
    } catch {
      assertGoingOn(signal);
      return `${node.place} ?`;
    }
  }

  close(): void {
    for (const node of this.known.values()) node.close();
  }

  private async send(
    db: number,
    routed: readonly { index: number; command: Command; node: ServerNode; asking?: boolean }[],
    outcomes: Outcome[],
    signal: AbortSignal,
  ): Promise<void> {
    const groups = new Map<ServerNode, (typeof routed)[number][]>();
    for (const one of routed) {
      const group = groups.get(one.node);
      if (group) group.push(one);
      else groups.set(one.node, [one]);
    }
    await Promise.all(
      [...groups].map(async ([node, group]) => {
        const commands = group.flatMap(({ command, asking }): Command[] =>
          asking ? [["ASKING"], command] : [command],
        );
        const answers = await node.batch(db, commands, signal).catch((error: unknown) => {
          assertGoingOn(signal);
          if (isFailure(error)) return commands.map(() => error);
          throw error;
        });
        let at = 0;
        for (const { index, asking } of group) {
          if (asking) at++;
          outcomes[index] = answers[at++] ?? null;
        }
      }),
    );
  }

  private owner(slots: readonly SlotRange[], key: Buffer): ServerNode {
    const slot = slotOf(key);
    const range = slots.find(({ first, last }) => first <= slot && slot <= last);
    // A slot without a master: the seed says so in its own words.
    return range?.node ?? this.seed;
  }

  private async ranges(signal: AbortSignal): Promise<readonly SlotRange[]> {
    // A replica may have taken the place of a master that does not answer.
    if (this.slots?.some(({ node }) => node.away)) this.slots = undefined;
    this.slots ??= await this.read(signal);
    return this.slots;
  }

  /** Asks the seed; where it is down, the other nodes that are known. */
  private async read(signal: AbortSignal): Promise<readonly SlotRange[]> {
    let failure: unknown;
    // One that is frozen would take all the time.
    const nodes = [...new Set(this.known.values())].sort((one, other) => Number(one.away) - Number(other.away));
    for (const node of nodes) {
      try {
        const ranges = arrayIn(await node.callAmong(nodes.length, 0, ["CLUSTER", "SLOTS"], signal)).map((range) =>
          this.range(range),
        );
        if (ranges.length) return ranges;
        failure = new Failure({ code: "unavailable", what: text("The cluster of {0} has no slots yet.", node.place) });
      } catch (error) {
        if (signal.aborted) throw error;
        failure ??= error;
      }
    }
    throw failure;
  }

  private range(reply: Reply): SlotRange {
    const [first, last, master] = arrayIn(reply);
    const [host, port] = arrayIn(master);
    const name = host === null ? "" : textIn(host);
    // A node that does not know its own address is where we found it.
    const place = { host: name === "" || name === "?" ? this.origin.host : name, port: numberIn(port) };
    return { first: numberIn(first), last: numberIn(last), node: this.node(place) };
  }

  private node(place: HostPort): ServerNode {
    const name = formatHostPort(place);
    const known = this.known.get(name);
    if (known) return known;
    const node = this.make(place);
    const same = this.known.get(node.place);
    this.known.set(name, same ?? node);
    return same ?? node;
  }
}
