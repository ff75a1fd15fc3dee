import assert from "node:assert/strict";
import fc from "fast-check";
import { hostPort } from "../../src/hdfs/endpoint";
import { encodePath } from "../../src/hdfs/path";
import { readRedirect, withOffset } from "../../src/hdfs/redirect";

const base = { protocol: "http:", host: "nn", port: 9870 } as const;
const read = (location: string, path: readonly string[], map = {}) => {
  const redirect = readRedirect(location, base, path, map);
  return redirect && [hostPort(redirect.origin), redirect.target];
};

describe("the redirect to a DataNode", () => {
  it("gives its host and query, mapped by the host map", () => {
    const location = "http://dn:9864/webhdfs/v1/user/a?op=OPEN&delegation=XYZ&namenoderpcaddress=nn:8020&offset=0";
    const target = "/webhdfs/v1/user/a?op=OPEN&delegation=XYZ&namenoderpcaddress=nn:8020&offset=0";
    assert.deepEqual(read(location, ["user", "a"]), ["dn:9864", target]);
    assert.deepEqual(read(location, ["user", "a"], { dn: "localhost:1" }), ["localhost:1", target]);
  });

  it("keeps our own path where the server has normalised it", () => {
    fc.assert(
      fc.property(fc.constantFrom("e\u0301", "\u00e9", "A\u030a", "\ud55c\uae00", "\u1112\u1161\u11ab"), (name) => {
        const location = `http://dn:9864/webhdfs/v1/d/${encodeURIComponent(name.normalize("NFC"))}?op=OPEN&offset=0`;
        assert.deepEqual(read(location, ["d", name]), [
          "dn:9864",
          `/webhdfs/v1${encodePath(["d", name])}?op=OPEN&offset=0`,
        ]);
      }),
    );
  });

  it("takes a gateway's own address as it is", () => {
    assert.deepEqual(read("https://knox:8443/gateway/default/webhdfs/data/v1/x?_=AAAA", ["user", "a"]), [
      "knox:8443",
      "/gateway/default/webhdfs/data/v1/x?_=AAAA",
    ]);
    assert.deepEqual(read("/webhdfs/v1/user/a?op=OPEN", ["user", "a"]), ["nn:9870", "/webhdfs/v1/user/a?op=OPEN"]);
  });

  it("is none where it is not of the web", () => {
    for (const odd of ["file:///etc/passwd", "http://", "javascript:alert(1)"])
      assert.equal(read(odd, ["a"]), undefined, odd);
  });

  it("can ask for other bytes unless the offset is hidden", () => {
    const redirect = { origin: base, target: "/a?op=OPEN&offset=5&length=10" };
    assert.equal(withOffset(redirect, 77)?.target, "/a?op=OPEN&offset=77&length=10");
    assert.equal(withOffset({ origin: base, target: "/a?_=AAAA" }, 77), undefined);
  });
});
