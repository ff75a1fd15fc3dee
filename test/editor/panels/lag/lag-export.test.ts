import assert from "node:assert/strict";
import { text, verbatim } from "../../../../src/core/text";
import { csv } from "../../../../src/editor/panels/csv";
import { apiLag, lagRecords } from "../../../../src/editor/panels/lag/lag-export";
import { group, partition, snapshot, TAKEN_AT, verdict } from "./snapshot";

const BIG = 9007199254740993n;
const denied = { kind: "denied", why: verbatim("no permission") } as const;
const taken = snapshot([
  group("bad", [
    partition(
      { partition: 7, logStart: 0n, committed: BIG, lastStable: BIG + 1n, end: BIG + 2n, lag: 2n, member: "m" },
      { timeLag: { ms: 12.7, method: "record" }, verdict: verdict("STALLED") },
    ),
    partition({ partition: 8, problem: denied }),
  ]),
  group("good", []),
]);

describe("consumer lag for programs", () => {
  it("has offsets as decimal strings, and null where there is none", () => {
    const { takenAt, groups, missing } = apiLag(taken);
    assert.equal(takenAt, TAKEN_AT);
    assert.deepEqual(missing, []);
    assert.deepEqual(groups[0], {
      group: "bad",
      type: "classic",
      state: "Stable",
      verdict: {
        state: "OK",
        rule: "the rule of OK",
        inputs: { committed: "9007199254740993", known: null },
        text: "why it is OK",
      },
      lag: "2",
      complete: false,
      partitions: [
        {
          topic: "orders",
          partition: 7,
          logStart: "0",
          committed: "9007199254740993",
          lastStable: "9007199254740994",
          end: "9007199254740995",
          lag: "2",
          timeLag: { ms: 13, method: "record" },
          member: "m",
        },
        {
          topic: "orders",
          partition: 8,
          logStart: null,
          committed: null,
          lastStable: null,
          end: null,
          lag: null,
          problem: { kind: "denied", why: "no permission" },
        },
      ],
    });
    assert.deepEqual(JSON.parse(JSON.stringify(groups)), groups);
  });

  it("has the groups that were asked for, and what is missing", () => {
    const missing = [{ what: text("The groups of broker {0}", 2), why: verbatim("it did not answer") }];
    const lag = apiLag({ ...taken, missing }, new Set(["good"]));
    assert.deepEqual(
      lag.groups.map((one) => one.group),
      ["good"],
    );
    assert.deepEqual(lag.missing, [{ what: "The groups of broker 2", why: "it did not answer" }]);
  });

  it("copies a line for each partition, in the order of the table", () => {
    const { text: written } = csv(lagRecords(taken, ["good", "gone", "bad"]));
    assert.deepEqual(written.split("\r\n"), [
      "group,type,state,verdict,topic,partition,partition_verdict,log_start,committed,last_stable,end,lag,time_lag_ms,time_lag_method,member,client_id,host,problem",
      "good,classic,Stable,OK,,,,,,,,,,,,,,",
      `bad,classic,Stable,OK,orders,7,STALLED,0,${BIG},${BIG + 1n},${BIG + 2n},2,13,record,m,,,`,
      "bad,classic,Stable,OK,orders,8,OK,,,,,,,,,,,denied",
      "",
    ]);
  });
});
