import { isIP } from "node:net";
import type { Fact } from "../contract";
import { withDeadline } from "../deadline";
import { hasCode } from "../failure";
import { text, time, verbatim } from "../text";
import { type Door, placeOf } from "./door";
import { codeOf, dial, type Handshake, resolve, shakeHands } from "./knock";
import { connectProblem, nameProblem, tlsProblem } from "./problems";
import type { Step } from "./step";

type Outcome = Pick<Step, "facts"> & Partial<Pick<Step, "state" | "problem" | "mends">>;

/** What all steps of one examination share. */
export interface Walk {
  /** milliseconds that a step may take */
  readonly ms: number;
  readonly signal: AbortSignal;
  /** told of each step before it is taken */
  readonly begun: (step: Pick<Step, "id" | "title">) => void;
}

/** Runs one step: times it, gives it its deadline, and makes a step of whatever comes out of it. */
export async function take(
  { ms, signal, begun }: Walk,
  { id, title }: Pick<Step, "id" | "title">,
  run: (signal: AbortSignal) => Promise<Outcome>,
  explain: (code: string, error: unknown) => Omit<Outcome, "facts">,
): Promise<Step> {
  begun({ id, title });
  const begin = performance.now();
  const step = (outcome: Outcome): Step => ({
    id,
    title,
    state: outcome.problem ? "failed" : "ok",
    ms: performance.now() - begin,
    ...outcome,
  });
  try {
    return step(await withDeadline(title, ms, signal, run));
  } catch (error) {
    if (signal.aborted) throw error;
    const code = hasCode(error, "timeout") ? "ETIMEDOUT" : codeOf(error);
    return step({ state: "failed", facts: [], ...explain(code, error) });
  }
}

/** Name, connection and TLS of one place; ends at the first that fails. */
export async function* examineDoor(door: Door, walk: Walk): AsyncGenerator<Step, boolean> {
  const place = placeOf(door);
  const explained = (problems: typeof tlsProblem) => (code: string) => problems(door, code, walk.ms);
  if (door.socket === undefined && !isIP(door.host)) {
    const step = { id: `name:${place}`, title: text("Name {0}", door.host) };
    const named = await take(walk, step, () => nameFacts(door), explained(nameProblem));
    yield named;
    if (named.state === "failed") return false;
  }
  const connection = { id: `tcp:${place}`, title: text("Connection to {0}", place) };
  const reached = await take(walk, connection, (signal) => reach(door, signal), explained(connectProblem));
  yield reached;
  if (reached.state === "failed") return false;
  if (!door.tls) return true;
  const handshake = { id: `tls:${place}`, title: text("TLS with {0}", place) };
  const shaken = async (signal: AbortSignal) => judged(door, await shakeHands(door, signal), walk.ms);
  const secured = await take(walk, handshake, shaken, explained(tlsProblem));
  yield secured;
  return secured.state !== "failed";
}

async function nameFacts({ host }: Door): Promise<Outcome> {
  return { facts: [{ label: text("Addresses"), value: verbatim((await resolve(host)).join(", ")) }] };
}

async function reach(door: Door, signal: AbortSignal): Promise<Outcome> {
  const socket = await dial(door, signal);
  const { remoteAddress } = socket;
  socket.destroy();
  return { facts: remoteAddress ? [{ label: text("Address"), value: verbatim(remoteAddress) }] : [] };
}

/** milliseconds before the end of a certificate from which on it is pointed out */
const SOON = 14 * 24 * 60 * 60 * 1000;

function judged(door: Door, { certificate, protocol, distrust }: Handshake, ms: number): Outcome {
  const until = Date.parse(certificate.valid_to);
  const names = (certificate.subjectaltname ?? "").replaceAll(/(DNS|IP Address):/g, "");
  const facts: Fact[] = [
    { label: text("Issued to"), value: verbatim(said(certificate.subject?.CN)) },
    ...(names ? [{ label: text("Valid for"), value: verbatim(names) }] : []),
    { label: text("Issued by"), value: verbatim(said(certificate.issuer?.CN ?? certificate.issuer?.O)) },
    ...(Number.isNaN(until) ? [] : [{ label: text("Valid until"), value: time(until) }]),
    { label: text("Protocol"), value: verbatim(protocol) },
  ];
  if (distrust) return { facts, ...tlsProblem(door, distrust, ms) };
  if (until - Date.now() >= SOON) return { facts };
  return {
    facts,
    state: "warning",
    problem: {
      what: text("The certificate of {0} is valid only until {1}.", placeOf(door), time(until)),
      fix: text("Ask the owner of the server to renew it."),
    },
  };
}

const said = (name: string | readonly string[] | undefined): string => [name ?? "–"].flat().join(", ");
