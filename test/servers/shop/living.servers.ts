import assert from "node:assert/strict";
import { eventually, Tools } from "../../kafka/tools";
import { servers } from "../shared";
import { startLiving } from "./living";

const { kafka } = servers();
const tools = new Tools(kafka);
const TOPICS = ["clicks", "catalogue-changes", "coupons"];
const GROUPS = ["web-analytics", "recommendations", "session-replay", "ab-tests", "search-index", "coupon-mail"];

describe("the example shop", function () {
  this.timeout(60_000);

  after(async () => {
    const admin = tools.client.admin();
    await admin.connect();
    // One that was never there is an error; what is left of the others disturbs nobody.
    await admin.deleteGroups(GROUPS).catch(() => {});
    await admin.deleteTopics({ topics: TOPICS });
    await admin.disconnect();
  });

  const states = async (): Promise<Record<string, string>> => {
    const lines = (await tools.tool("consumer.group.ConsumerGroupCommand", ["--list", "--state"])).split("\n");
    return Object.fromEntries(lines.map((line) => line.trim().split(/\s+/)));
  };

  it("lives once, until it is stopped, and leaves its groups behind", async () => {
    const living = await startLiving(kafka);
    try {
      assert.equal(living.started, true);
      assert.equal((await startLiving(kafka)).started, false);
      await eventually(async () => {
        const now = await states();
        for (const group of [...GROUPS.slice(0, 5), "payment-ledger"]) assert.equal(now[group], "Stable", group);
      }, 40_000);
      const ends = await tools.offsets("clicks|catalogue-changes", -1);
      assert.ok(Number(ends["catalogue-changes:0"]) >= 10_000);
      assert.ok(Number(ends["clicks:1"]) > 0);
    } finally {
      await living.stop();
    }
    const after = await states();
    for (const group of [...GROUPS.slice(0, 5), "payment-ledger"]) assert.equal(after[group], "Empty", group);
    const ends = await tools.offsets("clicks", -1);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    assert.deepEqual(await tools.offsets("clicks", -1), ends);
  });
});
