import type { Access, Connection, System, Value } from "../../core/contract";
import { flattened, nested } from "../../core/nested-fields";
import type { Color, Origin, Problem, Profile } from "../../core/profile";
import { checkProfiles } from "../../core/profile-check";
import { isRecord } from "../../core/type-problem";
import { systemOf, systems } from "../../systems";
import type { RawProfile } from "../profiles";

/** A profile while it is being made or changed. */
export interface Draft {
  name: string;
  access: Access;
  color?: Color;
  production: boolean;
  connections: DraftConnection[];
  readonly origin: Origin;
  /** the name in the settings of the entry that this one takes the place of */
  readonly replaces?: string;
}

export interface DraftConnection {
  readonly system: System;
  name?: string;
  values: Record<string, Value>;
  /** typed in this session, not stored yet */
  secrets: Record<string, string>;
  /** what it was before; absent: it is new, and all that it says was typed here */
  readonly before?: Connection;
}

export const emptyDraft = (): Draft => ({
  name: "",
  access: "observe",
  production: false,
  connections: [],
  origin: "user",
});

/** Reads an entry of the settings as far as it can be understood: the wizard mends what is wrong in it. */
export function draftOf(raw: RawProfile, profile: Profile): Draft {
  const connections = Array.isArray(raw.connections) ? raw.connections : [];
  return {
    name: profile.name,
    access: profile.access,
    color: profile.color,
    production: profile.production,
    origin: profile.origin,
    replaces: typeof raw.name === "string" ? raw.name : profile.name,
    connections: connections.flatMap((entry: unknown): DraftConnection[] => {
      if (!isRecord(entry)) return [];
      const { system: id, name, ...values } = entry;
      const system = typeof id === "string" ? systemOf(id) : undefined;
      if (!system) return [];
      return [
        {
          system,
          name: typeof name === "string" ? name : undefined,
          values: writtenIn(
            flattened(
              system.fields.map((field) => field.name),
              values,
            ),
          ),
          secrets: {},
          before: profile.connections.find((one) => one.name === (typeof name === "string" ? name.trim() : id)),
        },
      ];
    }),
  };
}

/** Also of another type than it should have: the field says so, and can be asked for. */
const writtenIn = (values: Readonly<Record<string, unknown>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== null));

/** As the settings keep it: only what differs from the default, and never a secret. */
export function rawOf(draft: Draft): RawProfile {
  return {
    name: draft.name.trim(),
    access: draft.access,
    ...(draft.color ? { color: draft.color } : {}),
    ...(draft.production ? { production: true } : {}),
    connections: draft.connections.map(({ system, name, values }) => ({
      system: system.id,
      ...(name && name !== system.id ? { name } : {}),
      ...nested(values),
    })),
  };
}

/** The draft as it would be used, and what is wrong with it. */
export function checkDraft(draft: Draft): { readonly profile?: Profile; readonly problems: readonly Problem[] } {
  const { profiles, problems } = checkProfiles([{ origin: draft.origin, value: [rawOf(draft)] }], systems, process.env);
  return { profile: profiles[0], problems };
}

/** One connection alone, as it would be used: that of a workspace's settings stays a stranger's. */
export function checkConnection(
  connection: DraftConnection,
  origin: Origin,
): { readonly checked?: Connection; readonly problems: readonly Problem[] } {
  const alone = { ...emptyDraft(), origin, name: "draft", connections: [connection] };
  const { profile, problems } = checkDraft(alone);
  return { checked: profile?.connections[0], problems };
}

/** A name for a further connection of a system: `redis`, `redis-2`, … */
export function freeName(draft: Draft, system: System): string | undefined {
  const taken = new Set(draft.connections.map((connection) => connection.name ?? connection.system.id));
  if (!taken.has(system.id)) return undefined;
  let number = 2;
  while (taken.has(`${system.id}-${number}`)) number++;
  return `${system.id}-${number}`;
}
