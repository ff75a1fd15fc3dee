import assert from "node:assert/strict";
import { Uri } from "vscode";
import { api, eventually, localProfile, setProfiles } from "./profiles";

describe("profiles in the settings", () => {
  after(() => setProfiles([localProfile()]));

  it("a bad one does not take the good ones with it", async () => {
    const observer = await api();
    await setProfiles([{ name: "bad" }, 42, { ...localProfile(), name: "good" }]);
    await eventually(
      "the good one is there",
      () =>
        observer
          .profiles()
          .map(({ name }) => name)
          .join() === "good",
    );
    const page = await observer.list(Uri.parse("cluster://good/hdfs/"));
    assert.ok(page.nodes.length > 0);
  });

  it("a dead server does not hold up another", async () => {
    const observer = await api();
    await setProfiles([
      localProfile(),
      {
        name: "dead",
        connections: [
          { system: "redis", url: "redis://localhost:1" },
          { system: "hdfs", url: "http://localhost:1" },
        ],
      },
    ]);
    await eventually("both are there", () => observer.profiles().length === 2);
    const dead = observer.list(Uri.parse("cluster://dead/redis"));
    assert.ok((await observer.list(Uri.parse("cluster://local/hdfs"))).nodes.length > 0);
    await assert.rejects(dead, /localhost:1.*refused/s);
    const state = observer.profiles()[1]?.connections[0]?.state;
    assert.equal(state, "failed");
  });
});
