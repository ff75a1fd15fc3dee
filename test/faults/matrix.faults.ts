import assert from "node:assert/strict";
import { absurdAnswers } from "./absurd-answers";
import { doctor } from "./doctor";
import { failover } from "./failover";
import { oneIsAway, oneIsDead } from "./one-of-several";
import { oneServer } from "./one-server";
import { underWay } from "./under-way";
import { Ward } from "./ward";

describe("faults", function () {
  this.timeout(120_000);
  const ward = new Ward();

  before(function () {
    this.timeout(240_000);
    return ward.start();
  });

  after(function () {
    this.timeout(60_000);
    return ward.stop();
  });

  it("counts what is rejected and awaited by nobody", async () => {
    void Promise.reject(new Error("a stray"));
    await assert.rejects(ward.assertNoStrays(), /a stray/);
  });

  // Before any server is killed: Redis forgets its users then.
  doctor(ward);
  underWay(ward);
  oneServer(ward);
  oneIsAway(ward);
  failover(ward);
  oneIsDead(ward);
  absurdAnswers(ward);
});
