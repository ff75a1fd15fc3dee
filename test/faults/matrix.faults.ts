import { absurdAnswers } from "./absurd-answers";
import { oneOfSeveral } from "./one-of-several";
import { oneServer } from "./one-server";
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

  oneServer(ward);
  oneOfSeveral(ward);
  absurdAnswers(ward);
});
