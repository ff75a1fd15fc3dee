import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFailure } from "../../src/core/failure";
import { java } from "../servers/programs";
import { servers } from "../servers/shared";
import { NEVER } from "../support/session";
import { at, opened, withSession } from "./opened";

const { hdfs } = servers();

/** The failure with which a session could not be opened. */
async function failureOf(values: Record<string, string>) {
  const error: unknown = await opened(values).catch((cause: unknown) => cause);
  assert.ok(isFailure(error), String(error));
  return error;
}

describe("a gateway with TLS in front of a real HDFS", () => {
  const dir = mkdtempSync(join(tmpdir(), "hdfs-tls-"));
  const ca = join(dir, "ca.pem");
  let server: Server;
  let url: string;

  before(async function () {
    this.timeout(30_000);
    const store = join(dir, "store.p12");
    const keytool = (...args: string[]) =>
      execFileSync(java().replace(/java$/, "keytool"), ["-keystore", store, "-storepass", "changeit", ...args], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
    keytool("-genkeypair", "-alias", "a", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext", "san=dns:localhost");
    writeFileSync(ca, keytool("-exportcert", "-rfc", "-alias", "a"));
    server = createServer({ pfx: readFileSync(store), passphrase: "changeit" }, (asked, answer) => {
      request(`${hdfs.url}${asked.url}`, (message) => {
        answer.writeHead(message.statusCode ?? 0, message.headers);
        message.pipe(answer);
      }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `https://localhost:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(dir, { recursive: true });
  });

  it("is not trusted when nobody knows who signed its certificate, and the way out is named", async () => {
    const failure = await failureOf({ url });
    assert.equal(failure.code, "tls");
    assert.match(failure.message, /No secure connection to HDFS at localhost:\d+.*name its PEM file in “ca”/);
  });

  it("is trusted with its authority, whose other hosts are not", async () => {
    await withSession({ url, ca }, {}, async (session) => {
      assert.ok((await session.children(at(), { limit: 10 }, NEVER)).nodes.length > 0);
    });
    assert.equal((await failureOf({ url: url.replace("localhost", "127.0.0.1"), ca })).code, "tls");
  });

  it("is not asked when the authority's file is missing or holds none", async () => {
    const missing = await failureOf({ url, ca: join(dir, "none.pem") });
    assert.equal(missing.code, "invalid");
    writeFileSync(join(dir, "odd.pem"), "nothing");
    assert.equal((await failureOf({ url, ca: join(dir, "odd.pem") })).code, "tls");
  });
});
