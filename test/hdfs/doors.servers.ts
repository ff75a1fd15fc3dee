import assert from "node:assert/strict";
import { hdfs } from "../../src/hdfs/system";
import { examined, line, said, told } from "../core/doctor/examined";
import { SUPERUSER } from "../servers/hdfs-configuration";
import { freePort } from "../servers/process";
import { servers } from "../servers/shared";

describe("the way to a real HDFS", () => {
  const values = () => ({ url: servers().hdfs.url, user: "hadoop" });

  it("leads to the NameNode's version, and to the DataNode that it would redirect to", async () => {
    const steps = await examined(hdfs, values());
    assert.ok(
      steps.every(({ state }) => state === "ok"),
      steps.map((step) => `${line(step)} ${said(step)}`).join("\n"),
    );
    assert.match(told(steps.find(({ id }) => id === "login")).join(), /Version: \d/);
    const rights = steps.find(({ id }) => id === "rights");
    assert.deepEqual(told(rights), ["List /: allowed", "List /user/hadoop: allowed"]);
    const further = told(steps.find(({ id }) => id === "nodes"));
    assert.equal(further.length, 1);
    assert.match(further[0] ?? "", /^The DataNode localhost:(\d+): localhost:\1$/);
    assert.equal(steps.at(-1)?.id, `tcp:${(further[0] ?? "").split(": ").at(-1)}`);
  });

  it("says what a user may not list, and that a home is not there", async () => {
    const server = servers().hdfs;
    const closed = "/user/doors";
    const ask = (method: string, query: string) =>
      fetch(`${server.url}/webhdfs/v1${closed}?user.name=${SUPERUSER}&${query}`, { method });
    assert.equal((await ask("PUT", "op=MKDIRS&permission=700")).status, 200);
    const rightsOf = async (user: string) =>
      told((await examined(hdfs, { url: server.url, user })).find(({ id }) => id === "rights"));
    assert.deepEqual(await rightsOf("doors"), ["List /: allowed", `List ${closed}: not allowed`]);
    assert.deepEqual(await rightsOf("stranger"), ["List /: allowed", "List /user/stranger: is not there"]);
    await ask("DELETE", "op=DELETE");
  });

  it("finds a DataNode that cannot be reached from here", async () => {
    const [announced = ""] = told((await examined(hdfs, values())).find(({ id }) => id === "nodes")).map((fact) =>
      fact.split(": ").at(-1),
    );
    const nowhere = `localhost:${await freePort()}`;
    const last = (await examined(hdfs, { ...values(), hostMap: { [announced]: nowhere } })).at(-1);
    assert.equal(last?.id, `tcp:${nowhere}`);
    assert.match(said(last), /refused the connection.*announces this address itself.*“hostMap”/);
    assert.deepEqual(last?.mends, [{ field: "hostMap", suggestion: `${announced}=` }]);
  });

  it("ends where something else than a NameNode answers", async () => {
    const { brokers } = servers().kafka;
    const last = (await examined(hdfs, { url: `http://${brokers[0]}` })).at(-1);
    assert.equal(last?.id, "login");
    assert.equal(last.state, "failed");
    assert.match(said(last), /closed the connection without an answer.*Check the port in “url”/);
    assert.deepEqual(last.mends, [{ field: "url" }]);
  });
});
