import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chosenPort, portProblem } from "./ports";
import { freePort } from "./process";
import { javaVersion } from "./programs";

describe("what may keep a server from starting", () => {
  it("is a port in use, in one line with the way out", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const problem = await portProblem("Kafka", port, "CLUSTER_OBSERVER_KAFKA_PORT");
      assert.match(
        problem ?? "",
        new RegExp(`^Port ${port}, which Kafka needs, is in use by .*CLUSTER_OBSERVER_KAFKA_PORT=\\d+`),
      );
      assert.doesNotMatch(problem ?? "", /\n/);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("is nothing where the port is free", async () => {
    assert.equal(await portProblem("Kafka", await freePort(), "X"), undefined);
  });

  it("is a variable that holds no port", () => {
    const variable = "CLUSTER_OBSERVER_TEST_ONLY_PORT";
    try {
      assert.equal(chosenPort({ port: 9092, variable }), 9092);
      process.env[variable] = "19092";
      assert.equal(chosenPort({ port: 9092, variable }), 19092);
      process.env[variable] = "70000";
      assert.throws(() => chosenPort({ port: 9092, variable }), /CLUSTER_OBSERVER_TEST_ONLY_PORT is “70000”/);
    } finally {
      delete process.env[variable];
    }
  });

  it("is an old Java, whichever way it writes its version", () => {
    assert.equal(javaVersion('openjdk version "17.0.15" 2025-04-15'), 17);
    assert.equal(javaVersion('java version "1.8.0_401"'), 8);
    assert.equal(javaVersion('openjdk version "25" 2025-09-16'), 25);
    assert.equal(javaVersion("what"), undefined);
  });
});
