import type { Uri } from "vscode";
import type { ClusterObserverApi, LagOptions, ListOptions, LocksOptions, ReadOptions } from "../api";
import { english, render, renderAll } from "../core/render";
import { addressOfUri, uriOf } from "./documents/uris";
import { apiLag } from "./panels/lag/lag-export";
import type { LagService } from "./panels/lag/lag-service";
import { lagPlace } from "./panels/lag/places";
import { apiLocks } from "./panels/locks/lock-export";
import { lockPlace } from "./panels/locks/lock-places";
import type { LockService } from "./panels/locks/lock-service";
import type { Services } from "./services";
import { connectionAddress } from "./tree/rows";

const PAGE = 500;
const PIECE = 1024 * 1024;
const never = (): AbortSignal => new AbortController().signal;

/** The exports over the same sessions that the views use. Their words are English: they are for programs. */
export function createExports({ pool, profiles }: Services, lags: LagService, locks: LockService): ClusterObserverApi {
  return {
    version: 1,
    profiles: () =>
      profiles.all.map((profile) => ({
        id: profile.id,
        name: profile.name,
        access: profile.access,
        connections: profile.connections.map((connection) => ({
          name: connection.name,
          system: connection.system,
          uri: uriOf(connectionAddress(connection)),
          state: pool.state(connection).state,
        })),
      })),

    async list(uri: Uri, { cursor, limit = PAGE, filter, resume, signal = never() }: ListOptions = {}) {
      const address = addressOfUri(uri);
      const request = { cursor, limit: wholeNumber("limit", limit, 1), filter, resume };
      const page = await pool.run(address, signal, (session, inner) => session.children(address, request, inner));
      const reader = english();
      return {
        nodes: page.nodes.map(({ address: place, label, kind, detail, expandable }) => ({
          uri: uriOf(place),
          label,
          kind,
          detail: renderAll(detail, reader),
          expandable,
        })),
        cursor: page.next,
        complete: page.complete,
      };
    },

    async read(uri: Uri, { offset = 0, length = PIECE, signal = never() }: ReadOptions = {}) {
      const address = addressOfUri(uri);
      const range = { offset: wholeNumber("offset", offset, 0), length: wholeNumber("length", length, 0) };
      const { bytes, total } = await pool.run(address, signal, (session, inner) => session.read(address, range, inner));
      return { bytes, total };
    },

    async describe(uri: Uri, { signal = never() } = {}) {
      const address = addressOfUri(uri);
      const facts = await pool.run(address, signal, (session, inner) => session.describe(address, inner));
      const reader = english();
      return facts.map(({ label, value }) => ({ label: render(label, reader), value: render(value, reader) }));
    },

    async lag(uri: Uri, { groups, signal = never() }: LagOptions = {}) {
      const address = addressOfUri(uri);
      const { group } = lagPlace(address);
      const wanted = groups ?? (group === undefined ? undefined : [group]);
      return apiLag(await lags.once(address, wanted, signal), wanted && new Set(wanted));
    },

    async locks(uri: Uri, { patterns = [], signal = never() }: LocksOptions = {}) {
      const address = addressOfUri(uri);
      const { name } = lockPlace(address);
      if (name) locks.follow(address, name);
      const snapshot = await locks.once(address, patterns, signal);
      if (!name) return apiLocks(snapshot);
      return apiLocks({ ...snapshot, locks: snapshot.locks.filter((lock) => same(lock.name, name)) });
    },
  };
}

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${name} must be a whole number from ${least}, not ${value}`);
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
