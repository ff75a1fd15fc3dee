import assert from "node:assert/strict";
import fc from "fast-check";
import { arePairs, parsePairs } from "../../../src/kafka/edits/pairs";
import { mixesMarks, newNameProblem, topicNameProblem } from "../../../src/kafka/edits/topic-name";
import { parseTime } from "../../../src/kafka/edits/typed-time";

describe("headers and settings as they are typed", () => {
  it("are pairs, parted by semicolons or lines", () => {
    assert.deepEqual(parsePairs("trace: 42; source:test;\n empty:\r\nurl: http://a:1/?x=1", ":"), [
      { name: "trace", value: "42" },
      { name: "source", value: "test" },
      { name: "empty", value: "" },
      { name: "url", value: "http://a:1/?x=1" },
    ]);
    assert.deepEqual(parsePairs("cleanup.policy=compact,delete ; retention.ms=1", "="), [
      { name: "cleanup.policy", value: "compact,delete" },
      { name: "retention.ms", value: "1" },
    ]);
    assert.deepEqual(parsePairs(" ; \n", ":"), []);
    for (const bad of ["x", "a: 1; b", ": x", " : "]) assert.ok(!arePairs(parsePairs(bad, ":")), bad);
  });

  it("keep every value that is escaped", () => {
    const name = fc.stringMatching(/^[a-z]+$/);
    const value = fc.string().filter((text) => text === text.trim() && !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.record({ name, value }, { noNullPrototype: true })), (pairs) => {
        const written = pairs.map(({ name, value }) => `${name}: ${value.replace(/[\\;]/g, "\\$&")}`).join(";");
        assert.deepEqual(parsePairs(written, ":"), pairs);
      }),
    );
  });
});

describe("the name of a topic", () => {
  it("is what Kafka takes", () => {
    for (const good of ["a", "A.b_c-1", "...", "x".repeat(249)]) assert.equal(topicNameProblem(good), undefined, good);
    for (const bad of ["", ".", "..", "a b", "a/b", "é", "a\n", "x".repeat(250)]) assert.ok(topicNameProblem(bad), bad);
    for (const own of ["__consumer_offsets", "__mine"]) {
      assert.equal(topicNameProblem(own), undefined);
      assert.ok(newNameProblem(own), "Kafka makes it itself");
    }
    assert.equal(newNameProblem("_schemas"), undefined);
    assert.deepEqual(["a.b", "a_b", "a.b_c"].map(mixesMarks), [false, false, true]);
  });
});

describe("a time as it is typed", () => {
  it("is milliseconds, or a date with or without a zone", () => {
    assert.equal(parseTime("1700000000000"), 1_700_000_000_000n);
    assert.equal(parseTime("2026-11-24T13:00:00Z"), BigInt(Date.UTC(2026, 10, 24, 13)));
    assert.equal(parseTime("2026-11-24 13:00:10.5+01:00"), BigInt(Date.UTC(2026, 10, 24, 12, 0, 10, 500)));
    assert.equal(parseTime("2026-11-24"), BigInt(new Date(2026, 10, 24).getTime()));
    assert.equal(parseTime("2026-11-24 13:05"), BigInt(new Date(2026, 10, 24, 13, 5).getTime()));
    for (const bad of ["", "now", "2026-13-01", "2026-02-30", "2026-11-24T25:00", "-5", "1.5", "24.11.2026"])
      assert.equal(parseTime(bad), undefined, bad);
  });
});
