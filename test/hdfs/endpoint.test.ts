import assert from "node:assert/strict";
import { hostMapProblem, hostPort, isEndpoint, mapHost, parseEndpoint } from "../../src/hdfs/endpoint";
import { say } from "../support/session";

describe("the URL of a NameNode", () => {
  it("gives host, port and the prefix of a gateway", () => {
    const read = (url: string) => {
      const endpoint = parseEndpoint(url);
      assert.ok(isEndpoint(endpoint), url);
      return [endpoint.protocol, hostPort(endpoint), endpoint.prefix];
    };
    assert.deepEqual(read("http://localhost:9870"), ["http:", "localhost:9870", ""]);
    assert.deepEqual(read(" http://nn.example.com:9870/ "), ["http:", "nn.example.com:9870", ""]);
    assert.deepEqual(read("http://nn:9870/webhdfs/v1/"), ["http:", "nn:9870", ""]);
    assert.deepEqual(read("https://knox/gateway/default"), ["https:", "knox:443", "/gateway/default"]);
    assert.deepEqual(read("https://knox:8443/gateway/default/webhdfs/v1"), ["https:", "knox:8443", "/gateway/default"]);
    assert.deepEqual(read("http://[::1]:9870"), ["http:", "[::1]:9870", ""]);
  });

  it("is refused with the reason", () => {
    const why = (url: string) => {
      const problem = parseEndpoint(url);
      assert.ok(!isEndpoint(problem), url);
      return say(problem);
    };
    assert.match(why("localhost"), /such as http:\/\/localhost:9870/);
    assert.match(why("hdfs://nn:8020"), /web address of the NameNode, such as http:\/\/nn:9870/);
    assert.match(why("ftp://nn"), /http:\/\/ or https:\/\//);
    assert.match(why("http://u:secret@nn:9870"), /user or a password/);
    assert.doesNotMatch(why("http://u:secret@nn:9870"), /secret/);
    assert.match(why("http://nn:9870/?op=X"), /before \?/);
    assert.match(why("http://nn:0"), /port that does not exist: 0/);
  });
});

describe("the host map", () => {
  const datanode = { protocol: "http:", host: "dn-7.internal", port: 9864 } as const;

  it("maps host:port before host, in any case, and keeps the port where none is named", () => {
    const mapped = (map: Record<string, string>) => hostPort(mapHost(datanode, map));
    assert.equal(mapped({}), "dn-7.internal:9864");
    assert.equal(mapped({ "DN-7.internal": "localhost" }), "localhost:9864");
    assert.equal(mapped({ "dn-7.internal": "localhost:1", "dn-7.internal:9864": "localhost:2" }), "localhost:2");
    assert.equal(mapped({ "dn-7.internal:9999": "localhost:3" }), "dn-7.internal:9864");
    assert.equal(mapped({ "dn-7.internal": "localhost:80" }), "localhost:80");
    assert.equal(mapped({ "dn-7.internal": "[::1]:5" }), "[::1]:5");
  });

  it("says which target is not a host", () => {
    assert.equal(hostMapProblem({ a: "localhost:9864", b: "10.0.0.1" }), undefined);
    assert.match(say(hostMapProblem({ a: "http://localhost:1" })), /http:\/\/localhost:1/);
    assert.match(say(hostMapProblem({ a: "host:99999" })), /host:99999/);
    assert.match(say(hostMapProblem({ a: "" })), /host/);
  });
});
