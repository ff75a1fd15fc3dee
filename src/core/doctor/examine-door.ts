import { isIP } from "node:net";
import type { Fact } from "../contract";
import { withDeadline } from "../deadline";
import { hasCode } from "../failure";
import { text, time, verbatim } from "../text";
import { type Door, placeOf } from "./door";
import { codeOf, dial, type Handshake, resolve, shakeHands } from "./knock";
import { connectProblem, nameProblem, tlsProblem } from "./problems";
import type { Step } from "./step";

type Outcome = Pick<Step, "facts"> & Partial<Pick<Step, "state" | "problem" | "mend">>;

/** Runs one step: times it, gives it its deadline, and makes a step of whatever comes out of it. */
export async function take(
  id: string,
  title: Step["title"],
  ms: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<Outcome>,
  explain: (code: string, error: unknown) => Pick<Step, "problem" | "mend">,
): Promise<Step> {
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
export async function* examineDoor(door: Door, ms: number, signal: AbortSignal): AsyncGenerator<Step, boolean> {
  const place = placeOf(door);
  const explained = (problems: typeof tlsProblem) => (code: string) => problems(door, code, ms);
  if (door.socket === undefined && !isIP(door.host)) {
    const title = text("Name {0}", door.host);
    const named = await take(`name:${place}`, title, ms, signal, () => nameFacts(door), explained(nameProblem));
    yield named;
    if (named.state === "failed") return false;
  }
  const title = text("Connection to {0}", place);
  const reached = await take(
    `tcp:${place}`,
    title,
    ms,
    signal,
    (inner) => reach(door, inner),
    explained(connectProblem),
  );
  yield reached;
  if (reached.state === "failed") return false;
  if (!door.tls) return true;
  const secured = await take(
    `tls:${place}`,
    text("TLS with {0}", place),
    ms,
    signal,
    async (inner) => judged(door, await shakeHands(door, inner), ms),
    explained(tlsProblem),
  );
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
  const facts: Fact[] = [
    { label: text("Issued to"), value: verbatim(said(certificate.subject?.CN)) },
    {
      label: text("Valid for"),
      value: verbatim((certificate.subjectaltname ?? "–").replaceAll(/(DNS|IP Address):/g, "")),
    },
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
