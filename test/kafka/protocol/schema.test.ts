import assert from "node:assert/strict";
import { text } from "../../../src/core/text";
import { answerFailure, errorName } from "../../../src/kafka/protocol/errors";
import { parseSchema } from "../../../src/kafka/protocol/schema";

describe("the notation of schemas", () => {
  it("says types, tags, versions and what may be null", () => {
    const type = parseSchema("{code:int16,groups:[{id:string?}]?@1-,epoch:int64#1@3-7}");
    assert.deepEqual(type, {
      is: "struct",
      nullable: false,
      fields: [
        { name: "code", type: { is: "int16", nullable: false }, from: 0, to: Number.POSITIVE_INFINITY },
        {
          name: "groups",
          type: {
            is: "array",
            nullable: true,
            of: {
              is: "struct",
              nullable: false,
              fields: [{ name: "id", type: { is: "string", nullable: true }, from: 0, to: Number.POSITIVE_INFINITY }],
            },
          },
          from: 1,
          to: Number.POSITIVE_INFINITY,
        },
        { name: "epoch", type: { is: "int64", nullable: false }, tag: 1, from: 3, to: 7 },
      ],
    });
  });

  it("refuses what is not of it", () => {
    for (const notation of ["{", "{a}", "{a:float}", "[int8", "{a:int8}x"]) {
      assert.throws(() => parseSchema(notation), notation);
    }
  });
});

describe("Kafka's error codes", () => {
  it("have the names that Kafka gives them", () => {
    assert.equal(errorName(3), "UNKNOWN_TOPIC_OR_PARTITION");
    assert.equal(errorName(6), "NOT_LEADER_OR_FOLLOWER");
    assert.equal(errorName(69), "GROUP_ID_NOT_FOUND");
    assert.equal(errorName(-1), "UNKNOWN_SERVER_ERROR");
    assert.equal(errorName(9_999), "error 9999");
  });

  it("become failures that say what a person can do", () => {
    const codes = {
      29: "denied",
      30: "denied",
      3: "notFound",
      6: "unavailable",
      35: "unsupported",
      58: "authentication",
    };
    for (const [code, kind] of Object.entries(codes)) {
      const failure = answerFailure(Number(code), text("The topic {0}", "orders"));
      assert.equal(failure.code, kind);
      assert.match(failure.message, /The topic orders/);
      assert.ok(failure.message.includes(errorName(Number(code))));
    }
    assert.equal(answerFailure(-1, text("It")).code, "unknown");
    assert.match(answerFailure(42, text("It"), "because").message, /INVALID_REQUEST: because/);
  });
});
