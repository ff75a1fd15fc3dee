import type { Redis } from "ioredis";
import DataHandler from "ioredis/built/DataHandler";

/**
 * Makes the client library safe from what a stranger may send. It hands an exception in its handling of an answer (a
 * null that answers nothing, a push without a name) to the process, which would end everything that runs beside us.
 * Here such an answer ends its own connection: the protocol was broken.
 */
export function hardenClientLibrary(): void {
  Object.defineProperty(DataHandler.prototype, "dispatch", {
    value(this: { readonly redis: Redis }, handle: () => void): void {
      try {
        handle();
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        this.redis.stream.destroy(new Error(`Protocol error: ${words}`));
      }
    },
  });
}
