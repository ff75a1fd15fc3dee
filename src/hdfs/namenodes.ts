import { Failure, hasCode } from "../core/failure";
import { text } from "../core/text";
import type { Call } from "./call";
import { type Endpoint, hostPort } from "./endpoint";
import { networkFailure } from "./failures";
import { isStandby } from "./remote";

/**
 * The NameNodes of one cluster, of which one is active. The one that answered last is asked first; another is asked
 * as soon as it refuses, or when it is silent for a while: a frozen active accepts connections and never answers.
 */
export class NameNodes {
  private preferred: Endpoint;

  constructor(private readonly endpoints: readonly [Endpoint, ...Endpoint[]]) {
    this.preferred = endpoints[0];
  }

  /** The one that answered last. */
  get current(): Endpoint {
    return this.preferred;
  }

  ask<T>(call: Call, attempt: (endpoint: Endpoint, call: Call) => Promise<T>): Promise<T> {
    if (this.endpoints.length === 1) return attempt(this.preferred, call);
    return this.race(call, attempt);
  }

  private async race<T>(call: Call, attempt: (endpoint: Endpoint, call: Call) => Promise<T>): Promise<T> {
    const over = new AbortController();
    const shared = { ...call, signal: AbortSignal.any([call.signal, over.signal]) };
    const waiting = [this.preferred, ...this.endpoints.filter((endpoint) => endpoint !== this.preferred)];
    const failures: Failure[] = [];
    let running = 0;
    let patience: NodeJS.Timeout | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        const next = () => {
          clearTimeout(patience);
          const endpoint = waiting.shift();
          if (!endpoint) return;
          running++;
          if (waiting.length) patience = setTimeout(next, Math.min(PATIENCE, call.timeout / 4));
          attempt(endpoint, shared).then(
            (result) => {
              this.preferred = endpoint;
              resolve(result);
            },
            (error: unknown) => {
              running--;
              const failure = networkFailure(error, { host: hostPort(endpoint), role: "NameNode" });
              if (!anotherMayAnswer(failure)) return reject(failure);
              failures.push(failure);
              if (waiting.length) next();
              else if (running === 0) reject(mostTelling(failures));
            },
          );
        };
        next();
      });
    } finally {
      clearTimeout(patience);
      over.abort();
    }
  }
}

/** milliseconds of silence after which another NameNode is asked as well */
const PATIENCE = 2_000;

const ABOUT_THE_SERVER = ["refused", "unresolvable", "unreachable", "timeout", "closed", "tls", "unavailable"] as const;

const anotherMayAnswer = (failure: Failure): boolean => ABOUT_THE_SERVER.some((code) => hasCode(failure, code));

/** Why the active one did not answer says more than that a standby is on standby. */
function mostTelling(failures: readonly Failure[]): Failure {
  const others = failures.filter((failure) => !isStandby(failure));
  const told = others.find((failure) => hasCode(failure, "timeout")) ?? others[0];
  if (!told) {
    return new Failure({
      code: "unavailable",
      what: text("None of the NameNodes is active; each says that it is on standby."),
      fix: text("Wait for the failover, or make one active: “hdfs haadmin -getAllServiceState” shows them."),
    });
  }
  if (others.length === failures.length) return told;
  return new Failure({
    code: told.code,
    what: told.what,
    why: text("Every other NameNode says that it is on standby."),
    fix: told.fix,
    cause: told,
  });
}
