import type { Address } from "../../../core/address";
import type { LockStatus } from "../../../locks/snapshot";
import type { LockDeeds } from "./lock-deeds";
import type { Beside } from "./lock-details";
import type { LockEvents } from "./lock-events";
import type { LockService } from "./lock-service";
import type { LockWatches } from "./lock-watches";
import type { LockHands } from "./locks-panel";

interface HandsParts {
  readonly service: LockService;
  readonly watches: LockWatches;
  readonly events: LockEvents;
  readonly deeds: LockDeeds;
  /** shows the row of an address in its view */
  reveal(address: Address): Promise<void>;
}

/** What can be done with a lock's row. */
export class Hands implements LockHands {
  constructor(private readonly parts: HandsParts) {}

  beside(connection: Address, lock: LockStatus): Beside {
    const { watches, events, deeds } = this.parts;
    const listening = events.of(connection, lock);
    const deed = deeds.of(connection, lock.id);
    return {
      actions: [
        "reveal",
        watches.isWatched(connection, lock.id) ? "unwatch" : "watch",
        ...(events.canListen(connection) ? [listening ? "unlisten" : "listen"] : []),
        ...deeds.offered(connection, lock),
      ],
      ...(listening ? { listening } : {}),
      ...(deed ? { deed } : {}),
    };
  }

  async act(action: string, lock: LockStatus, connection: Address): Promise<void> {
    const { service, watches, events, deeds, reveal } = this.parts;
    const { signal } = new AbortController();
    switch (action) {
      case "reveal":
        return reveal(await service.run(connection, signal, async (source) => source.address(lock.name)));
      case "watch":
        return watches.watch(connection, lock.id);
      case "unwatch":
        return watches.stop(connection, lock.id);
      case "listen":
        return events.listen(connection, lock);
      case "unlisten":
        return events.stop(connection, lock);
      case "release":
        return deeds.release(connection, lock);
      case "extend":
        return deeds.extend(connection, lock);
    }
  }

  onDidChange(listener: () => void): () => void {
    const { watches, events, deeds } = this.parts;
    const stop = [watches.onDidChange(listener), events.onDidChange(listener), deeds.onDidChange(listener)];
    return () => {
      for (const end of stop) end();
    };
  }
}
