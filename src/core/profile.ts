import type { Access, Connection } from "./contract";
import type { Text } from "./text";

/** A named environment, checked: what is left of an entry of `clusterObserver.profiles`. */
export interface Profile {
  /** the authority of its addresses; see `profileId` */
  readonly id: string;
  readonly name: string;
  readonly access: Access;
  readonly color?: Color;
  /** asks for more care: marked in every view, and edits must be confirmed by the profile's name */
  readonly production: boolean;
  readonly origin: Origin;
  readonly connections: readonly Connection[];
}

export const COLORS = ["blue", "green", "yellow", "orange", "red", "purple"] as const;
export type Color = (typeof COLORS)[number];

/** Which settings a profile comes from; a workspace's profile may be a stranger's. */
export type Origin = "user" | "workspace";

/** One thing wrong in one profile. It never takes the good ones with it. */
export interface Problem {
  /** the profile's name, or "number 3" where it has none */
  readonly profile: Text;
  readonly origin: Origin;
  /** as in the settings: `connections[1].url` */
  readonly field: string;
  readonly why: Text;
}

export interface Checked {
  readonly profiles: readonly Profile[];
  readonly problems: readonly Problem[];
}

export interface Source {
  readonly origin: Origin;
  /** the raw value of the setting */
  readonly value: unknown;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A Uri's authority is compared in lower case, so the id is; what an authority cannot hold becomes `-`. */
export function profileId(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._-]+/gu, "-");
}

export const isAccess = (value: unknown): value is Access => value === "observe" || value === "edit";
export const isColor = (value: unknown): value is Color => COLORS.some((color) => color === value);
