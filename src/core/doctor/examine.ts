import type { Connection, Session, System } from "../contract";
import { isFailure } from "../failure";
import { text, verbatim } from "../text";
import { type Door, placeOf } from "./door";
import { examineDoor, take } from "./examine-door";
import { shakeHands } from "./knock";
import type { Step } from "./step";

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
 */
export async function* examine(patient: Patient, signal: AbortSignal): AsyncGenerator<Step> {
  const { system, connection, timeout } = patient;
  const doors = system.doors?.(connection.values) ?? [];
  let open = doors.length === 0;
  for (const door of doors) {
    const passed = yield* examineDoor(door, timeout, signal);
    open ||= passed;
  }
  if (!open) return;
  const login = await signIn(patient, doors, signal);
  yield login;
  if (login.state === "failed") return;
  yield* beyond(patient, doors, signal);
}

async function signIn(patient: Patient, doors: readonly Door[], signal: AbortSignal): Promise<Step> {
  const step = await take(
    "login",
    text("Login and protocol"),
    patient.timeout * 2,
    signal,
    async (inner) => ({ facts: await patient.visit(inner, (session, call) => session.check(call)) }),
    (_, error) => ({ problem: problemOf(error) }),
  );
  const [first] = doors;
  if (step.state !== "failed" || !first || first.tls || first.socket) return step;
  return (await speaksTls(first, patient.timeout, signal)) ? withTls(step, first) : step;
}

const problemOf = (error: unknown) =>
  isFailure(error)
    ? { what: error.what, why: error.why, fix: error.fix }
    : { what: text("Something unexpected happened."), why: verbatim(String(error)) };

/** A port that speaks TLS is silent, or hangs up, on one who does not: asked in TLS, it says so at once. */
async function speaksTls(door: Door, ms: number, signal: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  return shakeHands(door, limit).then(
    () => true,
    () => false,
  );
}

function withTls(step: Step, door: Door): Step {
  const field = door.fields.tls ?? door.fields.host ?? "tls";
  return {
    ...step,
    problem: {
      what: text("{0} speaks TLS, but the profile does not use it.", placeOf(door)),
      why: step.problem?.what,
      fix: text("Turn on TLS in the field “{0}”.", field),
    },
    mend: { field, ...(door.fields.tls ? { suggestion: true } : {}) },
  };
}

async function* beyond(patient: Patient, doors: readonly Door[], signal: AbortSignal): AsyncGenerator<Step> {
  const { timeout } = patient;
  const rights = await patient.visit(signal, async (session) => session.rights !== undefined);
  if (rights) {
    yield await take(
      "rights",
      text("What you may do"),
      timeout,
      signal,
      async (inner) => ({
        facts: await patient.visit(inner, async (session, call) => (await session.rights?.(call)) ?? []),
      }),
      (_, error) => ({ problem: problemOf(error) }),
    );
  }
  let further: readonly Door[] = [];
  const asked = await take(
    "nodes",
    text("Further nodes"),
    timeout,
    signal,
    async (inner) => {
      further = await patient.visit(inner, async (session, call) => (await session.doors?.(call)) ?? []);
      return { facts: further.map((door) => ({ label: door.role, value: verbatim(door.announced ?? placeOf(door)) })) };
    },
    (_, error) => ({ problem: problemOf(error) }),
  );
  yield further.length || asked.problem ? asked : { ...asked, state: "skipped" };
  const known = new Set(doors.map(placeOf));
  for (const door of further) if (!known.has(placeOf(door))) yield* examineDoor(door, timeout, signal);
}
