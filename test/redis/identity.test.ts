import assert from "node:assert/strict";
import { type Identity, knowsNamesOnly, mayNoTouch } from "../../src/redis/identity";

const server = (product: string, version?: string): Identity => ({ product, version, cluster: false, tells: true });

describe("what a server understands", () => {
  it("is CLIENT NO-TOUCH only where it does not crash the server", () => {
    for (const version of ["6.2.11", "7.0.15", "7.2.4", "7.4.1", "8.0.3", "8.2.3", "8.4.0"]) {
      assert.equal(mayNoTouch(server("Redis", version)), false, version);
    }
    for (const version of ["8.6.0", "9.0.0", "10.1.2"])
      assert.equal(mayNoTouch(server("Redis", version)), true, version);
    for (const version of ["7.2.5", "8.0.1", "8.1.8"])
      assert.equal(mayNoTouch(server("Valkey", version)), false, version);
    for (const version of ["9.0.0", "9.1.2"]) assert.equal(mayNoTouch(server("Valkey", version)), true, version);
    assert.equal(mayNoTouch(server("Redis")), false);
    assert.equal(mayNoTouch(server("Dragonfly", "9.9.9")), false);
  });

  it("is HSCAN NOVALUES since Redis 7.4 and Valkey 8", () => {
    assert.deepEqual(
      ["7.2.9", "7.4.0", "8.0.0"].map((version) => knowsNamesOnly(server("Redis", version))),
      [false, true, true],
    );
    assert.deepEqual(
      ["7.2.5", "8.0.0", "9.1.2"].map((version) => knowsNamesOnly(server("Valkey", version))),
      [false, true, true],
    );
    assert.equal(knowsNamesOnly(server("Redis")), false);
  });
});
