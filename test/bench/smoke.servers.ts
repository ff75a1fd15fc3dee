import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

// The benchmarks work, whatever their figures are: those are read by people, from a quiet machine.
describe("npm run bench", function () {
  this.timeout(600_000);

  for (const name of ["redis", "hdfs", "kafka", "lag", "locks"]) {
    it(`${name} --smoke prints its figures as JSON`, async () => {
      const args = ["scripts/bench.mjs", name, "--smoke"];
      const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
      const result = JSON.parse(stdout.slice(stdout.indexOf("{"))) as Record<string, object>;
      assert.equal(result.smoke, true);
      const figures = JSON.stringify(result[name]).match(/:\d+(\.\d+)?/g) ?? [];
      assert.ok(figures.length > 3, JSON.stringify(result));
    });
  }

  it("says what there is when it is asked for something else", async () => {
    const run = promisify(execFile)(process.execPath, ["scripts/bench.mjs", "mongo"]);
    await assert.rejects(run, (error: { stderr: string }) =>
      /redis\|hdfs\|kafka\|lag\|locks\|start/.test(error.stderr),
    );
  });
});
