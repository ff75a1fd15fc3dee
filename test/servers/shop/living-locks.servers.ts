import assert from "node:assert/strict";
import { eventually } from "../../kafka/tools";
import { type OwnServer, ownServer, writer } from "../../redis/own-server";
import { startLivingLocks } from "./living-locks";

describe("the locks of the example shop", () => {
  let server: OwnServer;

  before(async () => {
    server = await ownServer([], "living-locks");
  });

  after(() => server?.stop());

  it("are held once, renewed and handed over, until that is stopped", async () => {
    const client = writer(server);
    const living = await startLivingLocks(server);
    try {
      assert.equal(living.started, true);
      assert.equal((await startLivingLocks(server)).started, false);
      const holders = new Set<string>();
      const orders = new Set<string>();
      while (holders.size < 2 || orders.size < 1) {
        const report = await client.get("shop:lock:report");
        if (report) holders.add(report);
        for (const name of await client.keys("shop:lock:order:*")) orders.add(name);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      assert.deepEqual([...holders].sort(), ["report-worker-a", "report-worker-b"]);
      assert.equal(await client.pttl("shop:lock:price-import"), -1);
      assert.ok((await client.pttl("shop:lock:newsletter")) > 0);
    } finally {
      await living.stop();
    }
    // The server notices a moment later that a process is gone.
    await eventually(async () => assert.doesNotMatch(String(await client.client("LIST")), /report-worker/));
    client.disconnect();
  });
});
