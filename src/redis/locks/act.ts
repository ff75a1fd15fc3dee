import type { Access, SessionContext, Values } from "../../core/contract";
import { Failure, hasCode, isFailure } from "../../core/failure";
import type { ActionResult, ExtendPlan, Guard, LockActions, ReleasePlan } from "../../core/lock-actions";
import { text } from "../../core/text";
import { acting, looking, type Permit } from "../allowed";
import { type Opened, openDeployment } from "../open";
import { extendAt, type Result, releaseAt } from "./changes";
import { caught } from "./problems";
import { readRole } from "./role-check";
import { SCRIPTS } from "./scripts";

/** A master, and the fields of the profile with which it is reached. */
export interface Target {
  readonly id: string;
  readonly values: Values;
}

/**
 * What changes locks at a server. Each change has a connection of its own, which is opened for it and
 * closed after it, and which alone may send the few commands that compare and change.
 */
export class Actor implements LockActions {
  constructor(
    private readonly targets: readonly Target[],
    private readonly context: SessionContext,
    private readonly access: Access,
  ) {}

  release(plan: ReleasePlan, signal: AbortSignal): Promise<readonly ActionResult[]> {
    return this.everywhere(plan.at, signal, (opened, guard) => releaseAt(opened, guard, plan, signal));
  }

  extend(plan: ExtendPlan, signal: AbortSignal): Promise<readonly ActionResult[]> {
    if (!Number.isSafeInteger(plan.ttl) || plan.ttl <= 0) {
      throw new Failure({
        code: "invalid",
        what: text("The new time to live must be a whole number of milliseconds above 0."),
      });
    }
    return this.everywhere(plan.at, signal, (opened, guard) => extendAt(opened, guard, plan, signal));
  }

  private everywhere(
    at: ReleasePlan["at"],
    signal: AbortSignal,
    act: (opened: Opened, guard: Guard) => Promise<Result>,
  ): Promise<readonly ActionResult[]> {
    return Promise.all(
      at.map(async ({ master, guard }): Promise<ActionResult> => {
        try {
          const result = await this.on(master, signal, (opened) => act(opened, guard));
          if (result !== "notWoken") return { master, result };
          return {
            master,
            result: "done",
            why: text("It was released, but your user may not wake up those who wait for it."),
          };
        } catch (error) {
          const failure = isFailure(error) && signal.aborted ? error : caught(error, signal);
          // The key holds another type by now.
          if (hasCode(failure, "notFound")) return { master, result: "changed" };
          return { master, result: "failed", why: failure.what };
        }
      }),
    );
  }

  /** In a profile that may only look, these connections can do no more than that either. */
  private permit(): Permit {
    return this.access === "edit" ? acting(SCRIPTS) : looking;
  }

  private async on<T>(master: string, signal: AbortSignal, act: (opened: Opened) => Promise<T>): Promise<T> {
    const target = this.targets.find(({ id }) => id === master);
    if (!target) throw new Failure({ code: "invalid", what: text("The profile names no master {0}.", master) });
    this.context.log(`change a lock at ${master}`);
    const opened = await openDeployment(target.values, this.context, signal, () => this.permit());
    try {
      const { replica } = await readRole(opened, signal);
      if (replica) {
        throw new Failure({ code: "unsupported", what: text("{0} is a replica: nothing is changed there.", master) });
      }
      return await act(opened);
    } finally {
      opened.deployment.close();
    }
  }
}
