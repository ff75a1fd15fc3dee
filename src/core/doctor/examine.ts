import type { Connection, Fact, Session, System } from "../contract";
import { withDeadline } from "../deadline";
import { type FailureCode, isFailure } from "../failure";
import { text, verbatim } from "../text";
import { type Door, placeOf } from "./door";
import { examineDoor, take, type Walk } from "./examine-door";
import { shakeHands } from "./knock";
import type { Mend, Step } from "./step";

export interface Patient {
  readonly system: System;
  readonly connection: Connection;
  /** milliseconds that each step may take */
  readonly timeout: number;
  /** Opens the connection where it is not open yet, and runs one call on it. */
  visit<T>(signal: AbortSignal, call: (session: Session, signal: AbortSignal) => Promise<T>): Promise<T>;
}

/**
 * Walks the way to a server: each place that the profile names (name, connection, TLS), the login and the protocol, what
 * the user may do, and each further node that the system will send us to. Stops at the cause.
 *
 * @param begun is told of each step before it is taken
 */
export async function* examine(
  patient: Patient,
  signal: AbortSignal,
  begun: Walk["begun"] = () => {},
): AsyncGenerator<Step> {
  const { system, connection, timeout } = patient;
  const walk: Walk = { ms: timeout, signal, begun };
  const doors = system.doors?.(connection.values) ?? [];
  let open = doors.length === 0;
  for (const door of doors) {
    const passed = yield* examineDoor(door, walk);
    open ||= passed;
  }
  if (!open) return;
  const login = await signIn(patient, doors, walk);
  yield login;
  if (login.state === "failed") return;
  yield* rights(patient, walk);
  yield* beyond(patient, doors, walk);
}

async function signIn(patient: Patient, doors: readonly Door[], walk: Walk): Promise<Step> {
  let code: FailureCode = "unknown";
  const step = await take(
    { ...walk, ms: walk.ms * 2 },
    { id: "login", title: text("Login and protocol") },
    async (signal) => ({ facts: await patient.visit(signal, (session, inner) => session.check(inner)) }),
    (_, error) => {
      if (isFailure(error)) ({ code } = error);
      return { problem: problemOf(error), mends: [...loginMends(patient, code), ...elsewhere(doors, code)] };
    },
  );
  const [first] = doors;
  if (step.state !== "failed" || !HUNG_UP.has(code) || !first || first.tls || first.socket) return step;
  return (await speaksTls(first, walk)) ? withTls(step, first, patient.connection) : step;
}

/** How a login ends at a port that waits for something else. */
const HUNG_UP: ReadonlySet<FailureCode> = new Set([
  "closed",
  "timeout",
  "protocol",
  "unreachable",
  "unavailable",
  "tls",
  "unknown",
]);

/** The fields that say who we are, as far as the profile may have got them wrong. */
function loginMends({ system, connection }: Patient, code: FailureCode): readonly Mend[] {
  if (code !== "authentication" && code !== "denied") return [];
  const { values } = connection;
  return system.fields
    .filter(({ name, type }) => ["user", "sasl"].includes(name) || type === "secret")
    .filter(({ name }) => !name.startsWith("sentinel") || values.master !== undefined)
    .map(({ name }) => ({ field: name }));
}

/** Something else may listen there, which says nothing, hangs up, or answers in words of its own. */
function elsewhere([door]: readonly Door[], code: FailureCode): readonly Mend[] {
  const field = door?.fields.host;
  return field && ["protocol", "closed", "timeout", "tooLarge"].includes(code) ? [{ field }] : [];
}

const problemOf = (error: unknown) =>
  isFailure(error)
    ? { what: error.what, why: error.why, fix: error.fix }
    : { what: text("Something unexpected happened."), why: verbatim(String(error)) };

/** A port that speaks TLS is silent, or hangs up, on one who does not: asked in TLS, it says so at once. */
async function speaksTls(door: Door, { ms, signal }: Walk): Promise<boolean> {
  // No `AbortSignal.timeout`: joined with another signal, nothing holds it, and it is collected before it ends anything.
  return withDeadline(verbatim(placeOf(door)), ms, signal, (inner) => shakeHands(door, inner)).then(
    () => true,
    () => false,
  );
}

function withTls(step: Step, door: Door, { values }: Connection): Step {
  const { tls, host } = door.fields;
  const field = tls ?? host ?? "tls";
  // Where the scheme of a URL says it: `redis:` and `rediss:`, `http:` and `https:`.
  const suggestion = tls ? true : String(values[field] ?? "").replace(/^(\w+)(?=:\/\/)/, "$1s");
  return {
    ...step,
    problem: {
      what: text("{0} speaks TLS, but the profile does not use it.", placeOf(door)),
      why: step.problem?.what,
      fix: text("Turn on TLS in the field “{0}”.", field),
    },
    mends: [{ field, suggestion }],
  };
}

async function* rights(patient: Patient, walk: Walk): AsyncGenerator<Step> {
  if (!(await patient.visit(walk.signal, async (session) => session.rights !== undefined))) return;
  const ask = (session: Session, signal: AbortSignal) => session.rights?.(signal) ?? Promise.resolve([]);
  yield await take(
    walk,
    { id: "rights", title: text("What you may do") },
    async (signal) => ({ facts: await patient.visit(signal, ask) }),
    (_, error) => ({
      problem: problemOf(error),
      mends: loginMends(patient, isFailure(error) ? error.code : "unknown"),
      state: "warning",
    }),
  );
}

/** Nodes that are knocked at at a time: many may be mute, and each of them is waited for. */
const AT_ONCE = 8;

const NO_NODES: Fact = { label: text("Nodes"), value: text("none but those above") };

async function* beyond(patient: Patient, doors: readonly Door[], walk: Walk): AsyncGenerator<Step> {
  const known = new Set(doors.map(placeOf));
  let unknown: readonly Door[] = [];
  const ask = (session: Session, signal: AbortSignal) => session.doors?.(signal) ?? Promise.resolve([]);
  const asked = await take(
    walk,
    { id: "nodes", title: text("Further nodes") },
    async (signal) => {
      const further = await patient.visit(signal, ask);
      unknown = further.filter((door) => !known.has(placeOf(door)));
      if (unknown.length === 0) return { facts: [NO_NODES], state: "skipped" };
      return { facts: unknown.map((door) => ({ label: door.role, value: verbatim(door.announced ?? placeOf(door)) })) };
    },
    (_, error) => ({ problem: problemOf(error) }),
  );
  yield asked;
  for (let at = 0; at < unknown.length; at += AT_ONCE) {
    const examined = unknown.slice(at, at + AT_ONCE).map((door) => all(examineDoor(door, walk)));
    for (const steps of await Promise.all(examined)) yield* steps;
  }
}

async function all(steps: AsyncGenerator<Step>): Promise<readonly Step[]> {
  const taken: Step[] = [];
  for await (const step of steps) taken.push(step);
  return taken;
}
