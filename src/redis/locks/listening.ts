import type { SessionContext } from "../../core/contract";
import { Failure, hasCode, isFailure } from "../../core/failure";
import type { Notice } from "../../core/lock-source";
import { text } from "../../core/text";
import { hearing, NOTIFICATIONS } from "../allowed";
import { type Opened, openDeployment } from "../open";
import { arrayIn, textIn } from "../replies";
import type { ServerNode } from "../server-node";
import type { Target } from "./act";
import { Notices, toldWith } from "./notices";

type What = Notice["what"];

/** Milliseconds until a subscription that ended, or could not begin, is tried again: at first, and at most. */
const AGAIN = 1_000;
const AGAIN_MOST = 30_000;

interface Wanted {
  readonly names: readonly Uint8Array[];
  readonly listener: (notice: Notice) => void;
}

/**
 * Subscribes to keyspace notifications of these names at all masters, on connections of their own, until the signal is
 * aborted. Resolves with what all of them tell once each has been tried; one that is away is tried again and again.
 * Rejects where none can be reached, or where one does not tell: its setting is never changed.
 */
export async function listenAt(
  targets: readonly Target[],
  context: SessionContext,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<readonly What[]> {
  const end = new AbortController();
  const both = AbortSignal.any([signal, end.signal]);
  const begun = await Promise.allSettled(targets.map((target) => keep(target, context, wanted, both)));
  const failures = begun.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  const final =
    failures.find((error) => !isAway(error)) ?? (failures.length === begun.length ? failures[0] : undefined);
  if (final !== undefined) {
    end.abort();
    throw final;
  }
  const told = begun.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  return (told[0] ?? []).filter((what) => told.every((one) => one.includes(what)));
}

const isAway = (error: unknown): boolean =>
  (["refused", "unreachable", "unresolvable", "timeout", "closed"] as const).some((code) => hasCode(error, code));

/** Listens to one master. Settles with the first try; goes on by itself where it makes sense, until the signal is aborted. */
async function keep(
  target: Target,
  context: SessionContext,
  wanted: Wanted,
  signal: AbortSignal,
  pause = AGAIN,
): Promise<readonly What[]> {
  const again = (wait: number): void => {
    if (signal.aborted) return;
    const timer = setTimeout(() => {
      if (!signal.aborted) keep(target, context, wanted, signal, Math.min(wait * 2, AGAIN_MOST)).catch(() => {});
    }, wait);
    timer.unref();
  };
  try {
    return await subscribe(target, { ...context, lost: () => again(AGAIN) }, wanted, signal);
  } catch (error) {
    if (isAway(error)) again(pause);
    throw error;
  }
}

async function subscribe(
  target: Target,
  context: SessionContext,
  { names, listener }: Wanted,
  signal: AbortSignal,
): Promise<readonly What[]> {
  const notices = new Notices(target.id, listener);
  const hear = (channel: Buffer, event: Buffer): void => {
    const name = channel.subarray(channel.indexOf(":") + 1);
    if (!signal.aborted) notices.take(name, event.toString(), Date.now());
  };
  const opened = await openDeployment(target.values, context, signal, () => hearing, hear);
  const close = (): void => opened.deployment.close();
  try {
    const nodes = await opened.deployment.nodes(signal);
    const told = await Promise.all(nodes.map((node) => subscribeAt(node, opened, names, signal)));
    signal.throwIfAborted();
    signal.addEventListener("abort", close, { once: true });
    return (told[0] ?? []).filter((what) => told.every((one) => one.includes(what)));
  } catch (error) {
    close();
    throw error;
  }
}

async function subscribeAt(
  node: ServerNode,
  { home }: Opened,
  names: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<readonly What[]> {
  const [setting] = await node.batch(home, [["CONFIG", "GET", NOTIFICATIONS]], signal);
  if (setting === undefined || isFailure(setting)) {
    throw new Failure({
      code: "unsupported",
      what: text("Whether {0} tells of its keys is not known: your user may not run {1}.", node.place, "CONFIG GET"),
    });
  }
  const told = toldWith(textIn(arrayIn(setting)[1]));
  if (!told.length) {
    throw new Failure({
      code: "unsupported",
      what: text("{0} does not tell of its keys: its keyspace notifications are off.", node.place),
      fix: text("Whoever runs it may switch them on: {0} with at least “{1}”.", NOTIFICATIONS, "Kg$hx"),
    });
  }
  const channels = names.map((name) => Buffer.concat([Buffer.from(`__keyspace@${home}__:`), name]));
  // The library knows it in small letters only.
  await node.call(home, ["subscribe", ...channels], signal);
  return told;
}
