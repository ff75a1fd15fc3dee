import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { root } from "../../src/core/address";
import { ALLOWED, looking } from "../../src/hdfs/allowed";
import { startCall } from "../../src/hdfs/call";
import { pathOf } from "../../src/hdfs/path";
import { hdfs } from "../../src/hdfs/system";
import { Transport } from "../../src/hdfs/transport";
import { NEVER, say } from "../support/session";
import { startFake } from "./fake";

describe("the system HDFS", () => {
  it("says which field is wrong, and why", () => {
    const field = (values: Parameters<NonNullable<typeof hdfs.check>>[0]) => hdfs.check?.(values)?.field;
    assert.equal(field({ url: "http://nn:9870" }), undefined);
    assert.equal(field({ url: "nn" }), "url");
    assert.equal(field({ url: "http://nn:9870", standby: ["http://nn2:9870", "nn3"] }), "standby[1]");
    assert.equal(field({ url: "http://nn:9870", hostMap: { dn: "http://x" } }), "hostMap");
    assert.equal(field({ url: "http://nn:9870", hostMap: { dn: "localhost:1" }, standby: [] }), undefined);
  });

  it("ties a secret to host and port, not to a path or a user", () => {
    assert.equal(hdfs.endpoint({ url: "https://Knox.example.com/gateway/default" }), "knox.example.com:443");
    assert.equal(hdfs.endpoint(hdfs.localhost.values), `localhost:${hdfs.localhost.port}`);
    assert.equal(hdfs.endpoint({ url: "nonsense" }), "nonsense");
  });

  it("goes to a path that was typed or copied from a program", () => {
    const [goTo] = hdfs.goTo;
    const parse = (typed: string) => {
      const parsed = goTo?.parse(typed, root("p", "hdfs"));
      assert.ok(parsed && "path" in parsed, typed);
      return pathOf(parsed);
    };
    assert.deepEqual(parse("/user/hadoop/a b%20"), ["user", "hadoop", "a b%20"]);
    assert.deepEqual(parse(" user//hadoop/ "), ["user", "hadoop"]);
    assert.deepEqual(parse("hdfs://nn:8020/user/中文"), ["user", "中文"]);
    assert.deepEqual(parse("hdfs:///tmp"), ["tmp"]);
    assert.deepEqual(parse("/"), []);
    for (const typed of ["/a/../b", "./a"]) {
      const parsed = goTo?.parse(typed, root("p", "hdfs"));
      assert.ok(parsed && !("path" in parsed));
      assert.match(say(parsed), /whole path/);
    }
  });

  it("loads no client library before it is opened", () => {
    const script =
      'require("./src/hdfs/system"); for (const name of Object.keys(require.cache)) console.log(name); process.exit()';
    const loaded = execFileSync(process.execPath, ["--import", "tsx", "--eval", script], { encoding: "utf8" });
    assert.match(loaded, /system\.ts/);
    assert.doesNotMatch(loaded, /node_modules.(webhdfs|request|@cypress)/);
    assert.doesNotMatch(loaded, /session\.ts/);
  });
});

describe("what may be asked of HDFS", () => {
  it("is on a list of reads, by GET", () => {
    for (const operation of ALLOWED) assert.doesNotThrow(() => looking("GET", operation));
    for (const method of ["PUT", "POST", "DELETE"])
      for (const operation of ALLOWED) assert.throws(() => looking(method, operation), { code: "forbidden" });
    fc.assert(
      fc.property(fc.string(), (operation) => {
        fc.pre(!ALLOWED.some((allowed) => allowed === operation));
        assert.throws(() => looking("GET", operation), { code: "forbidden" });
      }),
    );
  });

  it("is checked before anything is sent, also the operation that is hidden in a target", async () => {
    const fake = await startFake();
    const transport = new Transport(undefined, () => {});
    const { hostname: host, port } = new URL(fake.url);
    const origin = { protocol: "http:", host, port: Number(port) } as const;
    const send = (operation: string, method: string, target: string) =>
      transport.send(
        { operation, method, origin, role: "NameNode", target },
        startCall(1_000, NEVER),
        async () => "sent",
      );
    try {
      for (const [operation, method, target] of [
        ["DELETE", "DELETE", "/webhdfs/v1/x?op=DELETE"],
        ["OPEN", "PUT", "/webhdfs/v1/x?op=OPEN"],
        ["MKDIRS", "GET", "/webhdfs/v1/x?op=MKDIRS"],
        ["OPEN", "GET", "/webhdfs/v1/x?op=GETFILECHECKSUM"],
        ["OPEN", "GET", "/webhdfs/v1/x?a=b&OP=x&op=delete"],
        ["GETFILEBLOCKLOCATIONS", "GET", "/webhdfs/v1/x?op=GETFILEBLOCKLOCATIONS"],
      ] as const)
        await assert.rejects(send(operation, method, target), { code: "forbidden" });
      assert.deepEqual(fake.asked, []);
      assert.equal(fake.sockets.size, 0);
      assert.equal(await send("OPEN", "GET", "/webhdfs/v1/x?op=OPEN"), "sent");
    } finally {
      transport.close();
      await fake.close();
    }
  });
});
