// Mocha's usual output, the files that took longest, and the numbers of the run in a file: the runner adds those of all
// stages up.
const { writeFileSync } = require("node:fs");
const { relative } = require("node:path");
const Mocha = require("mocha");

const { EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_RUN_END } = Mocha.Runner.constants;
/** seconds from which a file is worth naming */
const LONG = 5;
/** milliseconds that what the tests have left behind may take to end */
const GRACE = 30_000;

/** A process that something keeps alive would wait for ever; one that nothing keeps ends before this. */
function endSoon(fail) {
  const end = () => {
    console.error(`Something still runs after the tests: ${process.getActiveResourcesInfo().join(", ")}`);
    fail();
    process.exit(1);
  };
  setTimeout(end, GRACE).unref();
}

module.exports = class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const files = new Map();
    // With its hooks: what a server takes to start is a part of it.
    runner.on(EVENT_SUITE_BEGIN, (suite) => {
      if (suite.parent?.root) suite.began = performance.now();
    });
    runner.on(EVENT_SUITE_END, (suite) => {
      if (!suite.parent?.root || !suite.file) return;
      const file = relative(process.cwd(), suite.file);
      files.set(file, (files.get(file) ?? 0) + (performance.now() - suite.began) / 1_000);
    });
    runner.once(EVENT_RUN_END, () => {
      const longest = [...files].filter(([, seconds]) => seconds >= LONG).sort(([, one], [, other]) => other - one);
      for (const [file, seconds] of longest) console.log(`${seconds.toFixed(0).padStart(6)} s  ${file}`);
      const { passes, failures, pending } = this.stats;
      const tell = (failed) => {
        const counts = process.env.CLUSTER_OBSERVER_TEST_COUNTS;
        if (counts) writeFileSync(counts, JSON.stringify({ passed: passes, failed, skipped: pending }));
      };
      tell(failures);
      // What is left behind is a failure, too.
      if (process.env.CLUSTER_OBSERVER_TEST_ENDS) endSoon(() => tell(failures + 1));
    });
  }
};
