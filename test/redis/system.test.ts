import assert from "node:assert/strict";
import type { Values } from "../../src/core/contract";
import { redis } from "../../src/redis/system";
import { say } from "../support/session";
import { ROOT } from "./opened";

const problem = (values: Values): string => {
  const found = redis.check?.(values);
  return found ? `${found.field}: ${say(found.why)}` : "";
};

describe("redis.check", () => {
  it("takes every way to write a URL", () => {
    for (const url of [
      "redis://localhost",
      "redis://localhost:6379",
      "redis://localhost:6379/",
      "rediss://redis.example.com:6380/15",
      "redis://[::1]:6379/2",
      "unix:///run/redis/redis.sock",
      "unix:/run/redis.sock?db=3",
      "  redis://127.0.0.1  ",
    ]) {
      assert.equal(problem({ url }), "", url);
    }
  });

  it("points out what is not a URL", () => {
    for (const url of [
      "",
      "localhost:6379",
      "http://localhost:6379",
      "redis://",
      "redis://a:b/c",
      "redis://h/x",
      "unix:x",
    ]) {
      assert.match(problem({ url }), /^url: must look like/, url);
    }
    assert.match(problem({ url: "redis://localhost:99999" }), /^url: names a port that does not exist: 99999/);
  });

  it("says where a password belongs, and never repeats it", () => {
    for (const url of [
      "redis://:s3cret@localhost:6379",
      "redis://alice:s3cret@localhost",
      "rediss://alice@localhost",
      "redis://:s3/cr@et@localhost",
      "redis://:${env:PASSWORD}@localhost",
    ]) {
      assert.match(problem({ url }), /^url: must not hold a user or a password.*field “user”.*secret storage/, url);
      assert.doesNotMatch(problem({ url }), /s3/);
    }
  });

  it("leaves aside what an environment variable will say", () => {
    assert.equal(problem({ url: "redis://${env:REDIS_HOST}:6379" }), "");
    assert.equal(problem({ url: "${env:REDIS_URL}" }), "");
  });

  it("wants TLS for certificates, and a key with a certificate", () => {
    assert.match(problem({ url: "redis://h", ca: "/ca.pem" }), /^ca: is for TLS only: write rediss:/);
    assert.match(problem({ url: "rediss://h", cert: "/c.pem" }), /^key: is missing/);
    assert.match(problem({ url: "rediss://h", key: "/k.pem" }), /^cert: is missing/);
    assert.equal(problem({ url: "rediss://h", ca: "/ca", cert: "/c", key: "/k", serverName: "n" }), "");
  });

  it("checks Sentinels and addresses of nodes", () => {
    assert.match(problem({ url: "redis://h", sentinels: ["a:b:c"], master: "m" }), /^sentinels\[0\]: must look like/);
    assert.match(problem({ url: "redis://h", sentinels: ["a:1"] }), /^master: is missing/);
    assert.equal(problem({ url: "redis://h", sentinels: ["a", "[::1]:26379"], master: "m" }), "");
    assert.match(problem({ url: "redis://h", natMap: { "10.0.0.1": "x:1" } }), /^natMap: .*10\.0\.0\.1 → x:1/);
    assert.equal(problem({ url: "redis://h", natMap: { "10.0.0.1:6379": "localhost:7000" } }), "");
  });
});

describe("redis.endpoint", () => {
  const endpoint = (url: string) => redis.endpoint({ url });

  it("is host and port, without database and scheme", () => {
    assert.equal(endpoint("redis://Redis.Example.COM"), "redis.example.com:6379");
    assert.equal(endpoint("rediss://localhost:6380/3"), "localhost:6380");
    assert.equal(endpoint("redis://[::1]"), "[::1]:6379");
    assert.equal(endpoint("unix:///run/redis.sock?db=3"), "/run/redis.sock");
  });
});

describe("Go to Redis Key", () => {
  const path = (typed: string) => {
    const address = redis.goTo[0]?.parse(typed, ROOT);
    return address && "path" in address ? address.path.join("/") : say(address);
  };

  it("reads keys, databases and prefixes", () => {
    assert.equal(path("app:user:42"), "0/app:user:42");
    assert.equal(path("3/app:user:42"), "3/app:user:42");
    assert.equal(path("0/3/x"), "0/3~2Fx");
    assert.equal(path("a/b"), "0/a~2Fb");
    assert.equal(path("app:user:*"), "0/app:user:/");
    assert.equal(path("12/*"), "12");
    assert.equal(path("007/"), "7");
    assert.equal(path(" spaced "), "0/ spaced ");
    assert.equal(path(""), "Type the name of a key");
  });
});
