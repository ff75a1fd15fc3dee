import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../servers/process";
import { facts, NEVER } from "../support/session";
import { opened, withSession } from "./opened";
import { type OwnServer, ownServer } from "./own-server";

describe("a Redis that speaks TLS", () => {
  const dir = mkdtempSync(join(tmpdir(), "observer-tls-"));
  const file = (name: string): string => join(dir, name);
  let server: OwnServer;
  let url = "";

  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: dir, stdio: "ignore" });
  };

  /** A certificate for a name, signed by our own authority. */
  function certificate(name: string): void {
    openssl(
      "req",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.csr`,
      "-subj",
      `/CN=${name}`,
    );
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "ca.crt",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-days",
      "2",
      "-out",
      `${name}.crt`,
    );
  }

  before(async function () {
    this.timeout(60_000);
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "ca.key",
      "-out",
      "ca.crt",
      "-days",
      "2",
      "-subj",
      "/CN=authority",
    );
    certificate("localhost");
    certificate("client");
    const port = await freePort();
    const starting = ownServer(
      [
        "--tls-port",
        `${port}`,
        "--tls-cert-file",
        file("localhost.crt"),
        "--tls-key-file",
        file("localhost.key"),
        "--tls-ca-cert-file",
        file("ca.crt"),
      ],
      "tls",
    );
    server = await starting.catch((error: Error) => {
      // Not every build of Redis can do it.
      if (/tls/i.test(error.message)) return this.skip(); // this Redis was built without TLS
      throw error;
    });
    url = `rediss://localhost:${port}`;
  });

  after(async () => {
    await server?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const whole = () => ({ url, ca: file("ca.crt"), cert: file("client.crt"), key: file("client.key") });

  it("is reached with the authority and a client's certificate", async () => {
    await withSession(whole(), {}, async (session) => {
      assert.equal(facts(await session.check(NEVER)).Mode, "standalone");
    });
  });

  it("is not trusted without the authority, and the field is named", async () => {
    await assert.rejects(opened({ url }), { code: "tls", message: /field “ca”/ });
  });

  it("refuses us without a certificate", async () => {
    await assert.rejects(opened({ url, ca: file("ca.crt") }), { code: "tls" });
  });

  it("is not who it should be, until its name is given", async () => {
    const elsewhere = { ...whole(), url: url.replace("localhost", "127.0.0.1") };
    await assert.rejects(opened(elsewhere), { code: "tls" });
    await withSession({ ...elsewhere, serverName: "localhost" }, {}, async (session) => {
      await session.check(NEVER);
    });
  });

  it("does not speak it where the URL says so, and the other way round", async () => {
    const plain = { url: server.url.replace("redis:", "rediss:") };
    await assert.rejects(opened(plain, { timeout: 500 }), {
      code: "timeout",
      message: /does not speak TLS.*redis:\/\//,
    });
    await assert.rejects(opened({ url: url.replace("rediss:", "redis:") }), (error: { code: string }) =>
      ["protocol", "closed"].includes(error.code),
    );
  });

  it("cannot be reached with a file that is not there", async () => {
    await assert.rejects(opened({ ...whole(), ca: file("no.crt") }), { code: "invalid", message: /field “ca”/ });
  });
});
