import { isFailure } from "../../core/failure";
import type { Missing } from "../../core/lag-source";
import type { LockClient } from "../../core/lock-source";
import { count, text } from "../../core/text";
import type { Command } from "../allowed";
import type { Outcome } from "../client";
import { knowsShardedChannels } from "../identity";
import type { Permissions } from "../keys";
import type { Opened } from "../open";
import { arrayIn, bytesIn, infoIn, numberIn, type Reply } from "../replies";
import type { ServerNode } from "../server-node";
import { clientsIn } from "./lock-clients";
import { type Role, roleIn } from "./role-check";

/** CLIENT LIST keeps a server from everything else while it writes its lines: of more clients than this it is not asked. */
const CLIENTS_MOST = 2_000;
/** Channels in one question. */
const CHANNELS = 200;

export interface Asked {
  readonly clients: boolean;
  readonly channels: readonly Buffer[];
}

/** What one node tells beside the locks themselves. */
export interface Surroundings {
  readonly role?: Role;
  /** its clock in milliseconds since 1970, which it read between these moments of ours */
  readonly clock?: { readonly at: number; readonly sent: number; readonly answered: number };
  readonly clients?: readonly LockClient[];
  /** how many are subscribed, by channel */
  readonly subscribers: ReadonlyMap<string, number>;
  readonly missing: readonly Missing[];
}

/** Asks one node, in a single round. What it may not be asked is missing, and is not asked again. */
export async function lookAround(
  node: ServerNode,
  { home, permissions, connected }: { home: number; permissions: Permissions; connected: number | undefined },
  asked: Asked,
  signal: AbortSignal,
): Promise<Surroundings & { readonly connected: number | undefined }> {
  const few = connected !== undefined && connected <= CLIENTS_MOST;
  const questions: Record<string, readonly Command[]> = {
    role: [["ROLE"]],
    time: [["TIME"]],
    info: asked.clients ? [["INFO", "clients"]] : [],
    clients: asked.clients && few ? [["CLIENT", "LIST"]] : [],
    channels: inGroups(asked.channels).map((group): Command => ["PUBSUB", "NUMSUB", ...group]),
  };
  const names = Object.keys(questions).filter((name) => permissions.may(name));
  const commands = names.flatMap((name) => questions[name] ?? []);
  const sent = Date.now();
  const outcomes = await node.batch(home, commands, signal);
  const answered = Date.now();
  const answersOf = (name: string): readonly Outcome[] => {
    const before = names.slice(0, names.indexOf(name)).flatMap((other) => questions[other] ?? []).length;
    return names.includes(name) ? outcomes.slice(before, before + (questions[name]?.length ?? 0)) : [];
  };
  const learn = <T>(name: string, read: (reply: Reply) => T): T | undefined =>
    permissions.learn(name, answersOf(name)[0], read);
  const clock = learn("time", clockIn);
  const clients = learn("clients", clientsIn);
  const told = learn("info", (reply) => Number(infoIn(reply).get("connected_clients") ?? Number.NaN));
  const role = learn("role", roleIn);
  return {
    ...(role ? { role } : {}),
    ...(clock === undefined ? {} : { clock: { at: clock, sent, answered } }),
    ...(clients ? { clients } : {}),
    subscribers: subscribersIn(answersOf("channels").filter((outcome) => !isFailure(outcome)) as readonly Reply[]),
    missing: asked.clients && !clients ? [withoutClients(node, permissions, connected)] : [],
    connected: told === undefined || Number.isNaN(told) ? connected : told,
  };
}

/** How many are connected; undefined where the server does not tell. */
export async function countClients({ node, home }: Opened, signal: AbortSignal): Promise<number | undefined> {
  const [info] = await node.batch(home, [["INFO", "clients"]], signal);
  if (info === undefined || isFailure(info)) return undefined;
  const told = Number(infoIn(info).get("connected_clients") ?? Number.NaN);
  return Number.isNaN(told) ? undefined : told;
}

/** Subscribers of sharded channels are at the node that has the channel's slot: how a lock in a cluster may be waited for. */
export async function shardSubscribers(
  { deployment, home, identity }: Opened,
  channels: readonly Buffer[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  if (!channels.length || !knowsShardedChannels(identity)) return new Map();
  const commands = channels.map((key) => ({ key, command: ["PUBSUB", "SHARDNUMSUB", key] as const }));
  const outcomes = await deployment.batch(home, commands, signal);
  return subscribersIn(outcomes.filter((outcome) => !isFailure(outcome)) as readonly Reply[]);
}

function withoutClients(node: ServerNode, permissions: Permissions, connected: number | undefined): Missing {
  const what = text("The clients of {0}", node.place);
  if (!permissions.may("clients")) return { what, why: text("your user may not run {0}", "CLIENT LIST") };
  if (connected === undefined) return { what, why: text("your user may not run {0}", "INFO") };
  return {
    what,
    why: text("there are {0}; listing them would hold up the server", count(connected)),
  };
}

/** The server's clock in milliseconds since 1970. */
function clockIn(reply: Reply): number {
  const [seconds, micros] = arrayIn(reply);
  return numberIn(seconds) * 1000 + numberIn(micros) / 1000;
}

function subscribersIn(replies: readonly Reply[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const reply of replies) {
    const items = arrayIn(reply);
    for (let i = 0; i + 1 < items.length; i += 2)
      found.set(bytesIn(items[i]).toString("latin1"), numberIn(items[i + 1]));
  }
  return found;
}

function inGroups(channels: readonly Buffer[]): readonly (readonly Buffer[])[] {
  const groups: (readonly Buffer[])[] = [];
  for (let at = 0; at < channels.length; at += CHANNELS) groups.push(channels.slice(at, at + CHANNELS));
  return groups;
}
