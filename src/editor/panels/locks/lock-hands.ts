import type { Address } from "../../../core/address";
import type { LockStatus } from "../../../locks/snapshot";
import type { Beside } from "./lock-details";
import type { LockService } from "./lock-service";
import type { LockWatches } from "./lock-watches";
import type { LockHands } from "./locks-panel";

/** What can be done with a lock's row. */
export class Hands implements LockHands {
  constructor(
    private readonly service: LockService,
    private readonly watches: LockWatches,
    private readonly reveal: (address: Address) => Promise<void>,
  ) {}

  beside(connection: Address, lock: LockStatus): Beside {
    return { actions: ["reveal", this.watches.isWatched(connection, lock.id) ? "unwatch" : "watch"] };
  }

  async act(action: string, lock: LockStatus, connection: Address): Promise<void> {
    const { signal } = new AbortController();
    switch (action) {
      case "reveal":
        return this.reveal(await this.service.run(connection, signal, async (source) => source.address(lock.name)));
      case "watch":
        return this.watches.watch(connection, lock.id);
      case "unwatch":
        return this.watches.stop(connection, lock.id);
    }
  }

  onDidChange(listener: () => void): () => void {
    return this.watches.onDidChange(listener);
  }
}
