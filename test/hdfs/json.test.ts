import assert from "node:assert/strict";
import fc from "fast-check";
import { integer, member, own, parseJson } from "../../src/hdfs/json";

describe("JSON of a server", () => {
  it("keeps integers of 64 bits exact", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.string(), (value, name) => {
        const parsed = parseJson(`{"name":${JSON.stringify(name)},"value":${value},"list":[${value}, ${value}]}`);
        assert.equal(integer(own(parsed, "value")), value);
        assert.equal(own(parsed, "name"), name);
        assert.deepEqual((own(parsed, "list") as unknown[]).map(integer), [value, value]);
      }),
    );
  });

  it("leaves long digits inside a name alone", () => {
    const name = 'part-12345678901234567890"\\:98765432109876543210,';
    assert.deepEqual(parseJson(JSON.stringify({ [name]: name })), { [name]: name });
  });

  it("is the same as JSON.parse for all other numbers", () => {
    fc.assert(
      fc.property(fc.json(), fc.double({ noNaN: true, noDefaultInfinity: true }), (source, number) => {
        const all = `[${source}, ${number}, 0.1234567890123456789, "0.1234567890123456789"]`;
        fc.pre(!/(^|[^.\d])\d{16,}(?![\d.eE])/.test(all));
        assert.deepEqual(parseJson(all), JSON.parse(all));
      }),
    );
  });

  it("finds nothing in null, lists, numbers and prototypes", () => {
    for (const odd of [null, [], 1, "text", true, undefined, {}]) {
      assert.equal(member(odd, "FileStatus"), undefined);
      assert.equal(own(odd, "toString"), undefined);
    }
    assert.equal(integer(1.5), undefined);
    assert.equal(integer("1e3"), undefined);
    assert.equal(integer(2 ** 60), undefined);
  });
});
