import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeLocalProfile } from "./local-profile";

const serversAt = (port: number) => ({
  redis: { port, dir: "" },
  kafka: { brokers: ["localhost:9092"], dir: "", classPath: "" },
  hdfs: { url: "http://localhost:9870", fs: "", dir: "", classPath: "" },
});

describe("the local profile in the settings", () => {
  let folder: string;
  let settings: string;
  let memory: string;
  const write = (port: number) => writeLocalProfile(settings, serversAt(port), memory);
  const read = () => JSON.parse(readFileSync(settings, "utf8"));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "co-profile-"));
    settings = join(folder, "User", "settings.json");
    memory = join(folder, "memory.json");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is written beside what is there", () => {
    assert.equal(write(6379), undefined);
    const all = { "editor.fontSize": 9, "clusterObserver.profiles": [{ name: "staging", connections: [] }] };
    writeFileSync(settings, JSON.stringify(all));
    assert.equal(write(6379), undefined);
    const written = read();
    assert.equal(written["editor.fontSize"], 9);
    const [first, second] = written["clusterObserver.profiles"];
    assert.deepEqual([first.name, second.name, second.access], ["staging", "local", "observe"]);
    assert.deepEqual(second.connections[0], { system: "redis", url: "redis://localhost:6379" });
  });

  it("keeps what the user has changed until the addresses are others", () => {
    write(6379);
    const changed = read();
    changed["clusterObserver.profiles"][0].color = "red";
    changed["clusterObserver.profiles"][0].connections.pop();
    writeFileSync(settings, JSON.stringify(changed));
    write(6379);
    assert.deepEqual(read(), changed);
    write(16379);
    const [profile] = read()["clusterObserver.profiles"];
    assert.equal(profile.color, "red");
    assert.equal(profile.connections.length, 3);
    assert.equal(profile.connections[0].url, "redis://localhost:16379");
  });

  it("leaves a file with comments alone, and says what to put in", () => {
    write(6379);
    writeFileSync(settings, "{ // mine\n}");
    assert.match(write(6380) ?? "", /not written.*redis:\/\/localhost:6380/);
    assert.equal(readFileSync(settings, "utf8"), "{ // mine\n}");
  });
});
