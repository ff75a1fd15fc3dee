import { isFailure } from "../../core/failure";
import { globber } from "../../core/glob";
import type { DiscoverRequest, Discovery, Sift } from "../../core/lock-discovery";
import type { EntryType } from "../../core/lock-source";
import { count, text } from "../../core/text";
import type { Command } from "../allowed";
import { numberIn, scanIn, textIn } from "../replies";
import type { ServerNode } from "../server-node";
import { ttlIn } from "./learnt";

/** Names in one step of SCAN: more of them keep other clients waiting. */
const STEP = 1_000;
/** Commands about candidates that are sent together. */
const CHUNK = 500;

/** One server that is scanned. */
export interface Scanned {
  /** the same from one step to the next */
  readonly id: string;
  readonly node: ServerNode;
  readonly db: number;
}

interface State {
  /** where each server's scan goes on; "" at its end */
  readonly at: Readonly<Record<string, string>>;
  readonly scanned: number;
}

/** A server's part of a step. `failed`: it gave no answer. */
interface Part {
  readonly id: string;
  readonly cursor: string;
  readonly scanned: number;
  readonly found: readonly Buffer[];
  readonly size: number | undefined;
  readonly failed?: boolean;
}

/**
 * One step of a scan of these servers at once, each of which looks over its part of the budget. Names come first; the type,
 * the time to live and the length are asked for candidates only.
 *
 * @param unreachable servers that could not even be asked
 */
export async function discoverNames(
  servers: readonly Scanned[],
  unreachable: number,
  request: DiscoverRequest,
  signal: AbortSignal,
): Promise<Discovery> {
  const state = stateIn(request.cursor);
  const open = servers.filter(({ id }) => state.at[id] !== "");
  const share = Math.max(STEP, Math.floor(request.budget / Math.max(1, open.length)));
  const parts = await Promise.all(
    servers.map((server) => scanPart(server, state.at[server.id] ?? "0", share, request, signal)),
  );
  const at = { ...state.at, ...Object.fromEntries(parts.map(({ id, cursor }) => [id, cursor])) };
  const names = new Map(parts.flatMap(({ found }) => found.map((name) => [name.toString("latin1"), name])));
  const sizes = parts.map(({ size }) => size);
  const of = sizes.some((size) => size === undefined)
    ? undefined
    : sizes.reduce<number>((all, size) => all + (size ?? 0), 0);
  const over = Object.values(at).every((cursor) => cursor === "");
  const away = unreachable + parts.filter(({ failed }) => failed).length;
  const complete = over && away === 0;
  const seen = state.scanned + parts.reduce((all, { scanned }) => all + scanned, 0);
  // Steps are counted, and a table that shrinks or grows meanwhile is gone through more than once in parts.
  const scanned = of === undefined ? seen : complete ? of : Math.min(seen, of);
  return {
    names: [...names.values()],
    coverage: {
      scanned,
      ...(of === undefined ? {} : { of }),
      complete,
      text: coverageText(scanned, of, away),
    },
    ...(over ? {} : { cursor: JSON.stringify({ at, scanned: seen } satisfies State) }),
  };
}

function coverageText(scanned: number, of: number | undefined, away: number) {
  if (away > 0) {
    return text("Scanned {0} keys; servers that did not answer: {1}.", count(scanned), count(away));
  }
  return of === undefined
    ? text("Scanned {0} keys.", count(scanned))
    : text("Scanned {0} of about {1} keys.", count(scanned), count(of));
}

async function scanPart(
  { id, node, db }: Scanned,
  begin: string,
  share: number,
  { patterns, sift }: DiscoverRequest,
  signal: AbortSignal,
): Promise<Part> {
  const size = async (): Promise<number | undefined> => {
    const [outcome] = await node.batch(db, [["DBSIZE"]], signal);
    return outcome === undefined || isFailure(outcome) ? undefined : numberIn(outcome);
  };
  const found: Buffer[] = [];
  let [cursor, scanned] = [begin, 0];
  try {
    const known = await size();
    if (begin === "") return { id, cursor: "", scanned: 0, found, size: known };
    const candidates: Buffer[] = [];
    const matches = patterns.map((pattern) => globber(Buffer.from(pattern)));
    const [only] = patterns;
    const match = patterns.length === 1 && only !== undefined ? ["MATCH", Buffer.from(only)] : [];
    do {
      const step = scanIn(await node.call(db, ["SCAN", cursor, ...match, "COUNT", `${STEP}`], signal));
      cursor = step.cursor;
      scanned += match.length ? STEP : step.items.length;
      for (const name of step.items) {
        if (patterns.length) {
          if (matches.some((matching) => matching(name))) found.push(name);
          continue;
        }
        const worth = sift.name(name);
        if (worth === "lock") found.push(name);
        else if (worth === "look") candidates.push(name);
      }
    } while (cursor !== "0" && scanned < share);
    found.push(...(await lookAt(node, db, candidates, sift, signal)));
    return { id, cursor: cursor === "0" ? "" : cursor, scanned, found, size: known };
  } catch (error) {
    if (signal.aborted || !isFailure(error)) throw error;
    // It is not asked again in this round.
    return { id, cursor: "", scanned, found, size: undefined, failed: true };
  }
}

const LENGTHS: Readonly<Record<string, readonly [EntryType, string]>> = {
  string: ["string", "STRLEN"],
  hash: ["hash", "HLEN"],
  list: ["list", "LLEN"],
  set: ["set", "SCARD"],
  zset: ["sortedSet", "ZCARD"],
};

/** Leaves those of the candidates that have the shape of a lock. What may not be asked is none. */
async function lookAt(
  node: ServerNode,
  db: number,
  candidates: readonly Buffer[],
  sift: Sift,
  signal: AbortSignal,
): Promise<readonly Buffer[]> {
  const kept: Buffer[] = [];
  for (let at = 0; at < candidates.length; at += CHUNK / 2) {
    const names = candidates.slice(at, at + CHUNK / 2);
    const looks = await node.batch(
      db,
      names.flatMap((name): Command[] => [
        ["TYPE", name],
        ["PTTL", name],
      ]),
      signal,
    );
    const shapes = names.flatMap((name, index) => {
      const [type, pttl] = [looks[2 * index], looks[2 * index + 1]];
      if (type === undefined || pttl === undefined || isFailure(type) || isFailure(pttl)) return [];
      const [kind, command] = LENGTHS[textIn(type)] ?? (["other", undefined] as const);
      const ttl = ttlIn(pttl);
      return ttl === undefined ? [] : [{ name, kind, command, ttl }];
    });
    const sized = shapes.filter(({ command }) => command !== undefined);
    const lengths = await node.batch(
      db,
      sized.map(({ name, command }): Command => [command ?? "STRLEN", name]),
      signal,
    );
    const lengthOf = new Map(sized.map((shape, index) => [shape, lengths[index]]));
    for (const shape of shapes) {
      const length = lengthOf.get(shape) ?? null;
      if (isFailure(length)) continue;
      const found = {
        name: shape.name,
        type: shape.kind,
        length: length === null ? 0 : numberIn(length),
        ttl: shape.ttl,
      };
      if (sift.shape(found)) kept.push(shape.name);
    }
  }
  return kept;
}

/** What this gave as a cursor; anything else begins anew. */
function stateIn(cursor: string | undefined): State {
  if (cursor === undefined) return { at: {}, scanned: 0 };
  try {
    const state = JSON.parse(cursor) as State;
    return typeof state.at === "object" && typeof state.scanned === "number" ? state : { at: {}, scanned: 0 };
  } catch {
    return { at: {}, scanned: 0 };
  }
}
