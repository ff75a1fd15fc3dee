import { shown } from "./bytes";
import type { Access, Connection, Field, System, Value, Values } from "./contract";
import { fillIn } from "./fill-in";
import { flattened, groupsOf } from "./nested-fields";
import {
  type Checked,
  COLORS,
  type Environment,
  isAccess,
  isColor,
  type Origin,
  type Problem,
  type Profile,
  profileId,
  type Source,
} from "./profile";
import { type Text, text, verbatim } from "./text";
import { isRecord, typeProblem } from "./type-problem";

/** Checks all profiles of all sources, user before workspace: a workspace never replaces a user's profile. */
export function checkProfiles(sources: readonly Source[], systems: readonly System[], env: Environment): Checked {
  const profiles = new Map<string, Profile>();
  const problems: Problem[] = [];
  for (const { origin, value } of sources) {
    if (value === undefined) continue;
    if (!Array.isArray(value)) {
      problems.push({
        profile: verbatim("clusterObserver.profiles"),
        origin,
        field: "",
        why: text("must be a list of profiles"),
      });
      continue;
    }
    value.forEach((entry: unknown, index) => {
      const check = new ProfileCheck(entry, index, origin, systems, env);
      const profile = check.run();
      problems.push(...check.problems);
      if (!profile) return;
      const other = profiles.get(profile.id);
      if (other) {
        problems.push({
          profile: verbatim(profile.name),
          origin,
          field: "name",
          why: text(
            "“{0}” is already the name of another profile ({1} settings); choose another name",
            other.name,
            other.origin,
          ),
        });
      } else profiles.set(profile.id, profile);
    });
  }
  return { profiles: [...profiles.values()], problems };
}

const KNOWN = ["name", "access", "color", "production", "connections"];

class ProfileCheck {
  readonly problems: Problem[] = [];
  private title: Text;
  /** that the connection which is being checked reads */
  private variables = new Set<string>();

  constructor(
    private readonly entry: unknown,
    index: number,
    private readonly origin: Origin,
    private readonly systems: readonly System[],
    private readonly env: Environment,
  ) {
    this.title = text("number {0}", index + 1);
  }

  private problem(field: string, why: Text): undefined {
    this.problems.push({ profile: this.title, origin: this.origin, field, why });
    return undefined;
  }

  /** The profile with its good connections, or undefined where it cannot be used at all. */
  run(): Profile | undefined {
    const { entry } = this;
    if (!isRecord(entry))
      return this.problem("", text("must be an object like {0}", '{ "name": "local", "connections": [] }'));
    const { name, access = "observe", color, production = false, connections } = entry;
    if (typeof name !== "string" || !name.trim())
      return this.problem("name", text("is missing: every profile needs a name"));
    this.title = verbatim(name.trim());
    if (!isVisible(name)) return this.problem("name", invisibleName());
    const id = profileId(name);
    if (!/[\p{L}\p{N}]/u.test(id)) return this.problem("name", text("must contain a letter or a digit"));
    for (const key of Object.keys(entry)) if (!KNOWN.includes(key)) this.problem(key, unknownField(KNOWN));
    if (!isAccess(access)) {
      return this.problem("access", text('must be "observe" or "edit", not {0}', JSON.stringify(access)));
    }
    if (typeof production !== "boolean") return this.problem("production", text("must be true or false"));
    if (color !== undefined && !isColor(color)) this.problem("color", text("must be one of {0}", COLORS.join(", ")));
    if (!Array.isArray(connections))
      return this.problem("connections", text("is missing: list at least one connection"));
    const owner = { id, name: name.trim(), access: this.granted(access) };
    const kept: Connection[] = [];
    connections.forEach((raw: unknown, index) => {
      const connection = this.connection(raw, `connections[${index}]`, owner);
      if (!connection) return;
      if (kept.some((other) => other.name === connection.name)) {
        this.problem(
          `connections[${index}].name`,
          text('“{0}” is used twice in this profile; give one of them another "name"', connection.name),
        );
      } else kept.push(connection);
    });
    return { ...owner, color: isColor(color) ? color : undefined, production, origin: this.origin, connections: kept };
  }

  /** Whoever writes a workspace's settings does not decide what may be changed with your rights. */
  private granted(access: Access): Access {
    if (access === "observe" || this.origin === "user") return access;
    this.problem("access", text("is “edit” in your own settings only: a workspace's profile observes"));
    return "observe";
  }

  private connection(raw: unknown, at: string, profile: Connection["profile"]): Connection | undefined {
    if (!isRecord(raw))
      return this.problem(
        at,
        text("must be an object like {0}", '{ "system": "redis", "url": "redis://localhost:6379" }'),
      );
    const { system: id, name, ...fields } = raw;
    const system = this.systems.find((candidate) => candidate.id === id);
    if (!system) {
      return this.problem(
        `${at}.system`,
        text("must be one of {0}", this.systems.map((candidate) => candidate.id).join(", ")),
      );
    }
    if (name !== undefined && (typeof name !== "string" || !name.trim()))
      return this.problem(`${at}.name`, text("must be a string"));
    if (name !== undefined && !isVisible(name)) return this.problem(`${at}.name`, invisibleName());
    this.variables = new Set();
    const values = this.values(system, fields, at);
    if (!values) return undefined;
    const wrong = system.check?.(values);
    if (wrong) return this.problem(`${at}.${wrong.field}`, wrong.why);
    const own = { profile, name: typeof name === "string" ? name.trim() : system.id, system: system.id, values };
    return this.origin === "workspace" ? { ...own, foreign: { variables: [...this.variables].sort() } } : own;
  }

  private values(system: System, raw: Record<string, unknown>, at: string): Values | undefined {
    const before = this.problems.length;
    const values: Record<string, Value> = {};
    const names = system.fields.map((field) => field.name);
    const fields = flattened(names, raw);
    for (const key of Object.keys(fields)) {
      if (groupsOf(names).has(key)) this.problem(`${at}.${key}`, text("must be an object"));
      else if (!names.includes(key)) this.problem(`${at}.${key}`, unknownField(["system", "name", ...names]));
    }
    const harmless = this.problems.length;
    for (const field of system.fields) {
      const value = this.value(field, fields[field.name], `${at}.${field.name}`);
      if (value !== undefined) values[field.name] = value;
      else if (field.required && this.problems.length === harmless)
        this.problem(`${at}.${field.name}`, text("is missing"));
    }
    return this.problems.length > Math.max(before, harmless) ? undefined : values;
  }

  private value(field: Field, raw: unknown, at: string): Value | undefined {
    if (raw === undefined) return field.fallback;
    if (field.type === "secret") return this.secretReference(raw, at);
    const problem = typeProblem(field, raw);
    if (problem) return this.problem(at, problem);
    return this.filledIn(raw as Value, at);
  }

  /** Secrets are kept in the editor's secret storage; the settings may at most name a variable that holds one. */
  private secretReference(raw: unknown, at: string): Value | undefined {
    if (typeof raw === "string" && /^\$\{env:[^}]+\}$/.test(raw)) return this.filledIn(raw, at);
    return this.problem(
      at,
      text(
        "does not belong in the settings, where others can read it: remove it, and enter it when asked or with “Edit Profile”",
      ),
    );
  }

  private filledIn(value: Value, at: string): Value | undefined {
    const { value: filled, used, missing } = fillIn(value, this.env);
    for (const name of used) this.variables.add(name);
    for (const name of missing)
      this.problem(at, text("names the environment variable {0}, which is not set where the extension runs", name));
    return missing.length ? undefined : filled;
  }
}

/** characters of a name: it stands in titles, questions and rows */
const LONGEST_NAME = 100;

/** A name must not write sentences of its own into a question, nor turn round what stands behind it. */
const isVisible = (name: string): boolean => name.trim() === shown(name.trim()) && name.trim().length <= LONGEST_NAME;

const invisibleName = (): Text =>
  text("must be one line of at most {0} characters, without invisible ones", LONGEST_NAME);

const unknownField = (known: readonly string[]): Text =>
  text("is not known here and is ignored; known are {0}", known.join(", "));
