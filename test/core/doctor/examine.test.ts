import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer } from "node:tls";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Session, System } from "../../../src/core/contract";
import { examine } from "../../../src/core/doctor/examine";
import type { Step } from "../../../src/core/doctor/step";
import { Failure } from "../../../src/core/failure";
import { english, render } from "../../../src/core/render";
import { text, verbatim } from "../../../src/core/text";
import { kafka } from "../../../src/kafka/system";
import { redis } from "../../../src/redis/system";
import { Authority } from "../../servers/certificates";

const NEVER = new AbortController().signal;
const said = (step: Step | undefined): string =>
  [step?.problem?.what, step?.problem?.why, step?.problem?.fix]
    .map((part) => (part ? render(part, english()) : ""))
    .join(" | ");
const line = (step: Step): string => `${render(step.title, english())}: ${step.state}`;

describe("examine", () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let authority: Authority;

  before(() => {
    authority = new Authority();
    authority.sign("localhost");
    authority.sign("elsewhere.example.com");
    authority.sign("soon.localhost", { days: 3 });
    authority.sign("old.localhost", { days: -1 });
  });
  after(() => authority.remove());
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    server.on("connection", (socket: Socket) => {
      sockets.add(socket.on("error", () => {}));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    return typeof address === "object" && address ? address.port : 0;
  }
  const secured = (name: string) =>
    createSecureServer({ cert: authority.read(`${name}.crt`), key: authority.read(`${name}.key`) }).on(
      "tlsClientError",
      () => {},
    );

  async function steps(
    system: System,
    values: Record<string, unknown>,
    session: Partial<Session> | Failure = {},
    begun?: (id: string) => void,
    taken: string[] = [],
  ) {
    const connection = {
      profile: { id: "p", name: "P", access: "observe" as const },
      name: system.id,
      system: system.id,
      values: values as never,
    };
    const visited = { check: async () => [], ...session } as unknown as Session;
    const found: Step[] = [];
    const patient = {
      system,
      connection,
      timeout: 2_000,
      visit: async <T>(signal: AbortSignal, call: (session: Session, signal: AbortSignal) => Promise<T>) => {
        if (session instanceof Failure) throw session;
        return call(visited, signal);
      },
    };
    for await (const step of examine(patient, NEVER, ({ id }) => begun?.(id))) {
      taken.push(step.id);
      found.push(step);
    }
    return found;
  }

  it("walks from the name to the further nodes, and times each step", async () => {
    const port = await listen(createServer());
    const found = await steps(
      redis,
      { url: `redis://localhost:${port}` },
      {
        check: async () => [{ label: text("Version"), value: verbatim("8") }],
        doors: async () => [
          {
            role: text("Node {0}", "a"),
            host: "127.0.0.1",
            port,
            announced: "10.0.0.1:6379",
            fields: { map: "natMap" },
          },
        ],
      },
    );
    assert.deepEqual(found.map(line), [
      "Name localhost: ok",
      `Connection to localhost:${port}: ok`,
      "Login and protocol: ok",
      "Further nodes: ok",
      `Connection to 127.0.0.1:${port}: ok`,
    ]);
    for (const step of found) assert.ok(step.ms >= 0);
  });

  it("stops at a name that is not found, and says which field leads there", async () => {
    const found = await steps(redis, { url: "redis://no-such-host.invalid:6379" });
    assert.deepEqual(found.map(line), ["Name no-such-host.invalid: failed"]);
    assert.match(said(found[0]), /cannot be resolved here.*field “url”/);
    assert.deepEqual(found[0]?.mends, [{ field: "url" }]);
  });

  it("stops where nothing listens", async () => {
    const port = await listen(createServer());
    for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
    const found = await steps(redis, { url: `redis://127.0.0.1:${port}` });
    assert.match(said(found.at(-1)), /refused the connection: nothing listens there.*Start it, or correct the port/);
  });

  it("goes on when one of several brokers can be reached, and suggests where an announced one is", async () => {
    const port = await listen(createServer());
    const found = await steps(
      kafka,
      { brokers: ["no-such-host.invalid:9092", `127.0.0.1:${port}`] },
      {
        doors: async () => [
          {
            role: text("Kafka's broker {0}", 2),
            host: "kafka-2.invalid",
            port: 9092,
            announced: "kafka-2.invalid:9092",
            fields: { map: "hostMap" },
          },
        ],
      },
    );
    assert.deepEqual(found.map(line), [
      "Name no-such-host.invalid: failed",
      `Connection to 127.0.0.1:${port}: ok`,
      "Login and protocol: ok",
      "Further nodes: ok",
      "Name kafka-2.invalid: failed",
    ]);
    assert.match(said(found.at(-1)), /announces this address itself.*“hostMap”.*kafka-2\.invalid:9092/);
    assert.deepEqual(found.at(-1)?.mends, [{ field: "hostMap", suggestion: "kafka-2.invalid:9092=" }]);
  });

  it("stops at a login that is refused, in the words of the failure", async () => {
    const port = await listen(createServer());
    const failure = new Failure({ code: "authentication", what: text("{0} asks for a password.", "Redis") });
    const found = await steps(redis, { url: `redis://127.0.0.1:${port}` }, failure);
    assert.equal(found.at(-1)?.state, "failed");
    assert.match(said(found.at(-1)), /Redis asks for a password/);
  });

  it("names the fields that say who we are, where a login is refused", async () => {
    const port = await listen(createServer());
    const failure = new Failure({ code: "authentication", what: text("{0} refused the password.", "Redis") });
    const found = await steps(redis, { url: `redis://127.0.0.1:${port}` }, failure);
    assert.deepEqual(
      found.at(-1)?.mends?.map(({ field }) => field),
      ["user", "password"],
    );
  });

  it("announces each step before it is taken", async () => {
    const port = await listen(createServer());
    const told: string[] = [];
    await steps(redis, { url: `redis://127.0.0.1:${port}` }, {}, (id) => told.push(`begun ${id}`), told);
    assert.deepEqual(told, [
      `begun tcp:127.0.0.1:${port}`,
      `tcp:127.0.0.1:${port}`,
      "begun login",
      "login",
      "begun nodes",
      "nodes",
    ]);
  });

  it("says that a port that stays mute did not shake hands", async () => {
    const port = await listen(createServer());
    const found = await steps(redis, { url: `rediss://127.0.0.1:${port}` });
    assert.match(said(found.at(-1)), /did not answer the TLS handshake within 2 s/);
    assert.equal(found.at(-1)?.id, `tls:127.0.0.1:${port}`);
  });

  describe("TLS", () => {
    const values = (port: number, more = {}) => ({
      url: `rediss://localhost:${port}`,
      ca: authority.file("ca.crt"),
      ...more,
    });

    it("gives up a port that is mute in TLS as well, whatever the garbage collector does", async () => {
      const port = await listen(createServer());
      setFlagsFromString("--expose-gc");
      const collect: unknown = runInNewContext("gc");
      assert.ok(typeof collect === "function");
      // A signal that nothing else holds is collected with its timer, and never aborts.
      const collector = setInterval(() => collect(), 20);
      try {
        const failure = new Failure({ code: "timeout", what: text("{0} did not answer.", "Redis") });
        const found = await steps(redis, { url: `redis://127.0.0.1:${port}` }, failure);
        assert.match(said(found.at(-1)), /Redis did not answer/);
      } finally {
        clearInterval(collector);
      }
    });

    it("shows who answers, and until when", async () => {
      const port = await listen(secured("localhost"));
      const step = (await steps(redis, values(port))).find(({ id }) => id.startsWith("tls:"));
      assert.equal(step?.state, "ok", said(step));
      const facts = step?.facts.map(({ label, value }) => `${render(label, english())}: ${render(value, english())}`);
      assert.ok(facts?.includes("Issued to: localhost"));
      assert.ok(facts?.includes("Issued by: authority"));
    });

    for (const [what, name, more, expected, field] of [
      [
        "an authority that is not known",
        "localhost",
        { ca: undefined },
        /authority that is not trusted here.*“ca”/,
        "ca",
      ],
      ["another name", "elsewhere.example.com", {}, /was issued for another name.*“serverName”/, "serverName"],
      ["an expired certificate", "old.localhost", { serverName: "old.localhost" }, /has expired/, undefined],
    ] as const) {
      it(`names ${what}`, async () => {
        const port = await listen(secured(name));
        const found = await steps(redis, values(port, more));
        assert.equal(found.at(-1)?.id, `tls:localhost:${port}`);
        assert.match(said(found.at(-1)), expected);
        assert.equal(found.at(-1)?.mends?.[0]?.field, field);
      });
    }

    it("warns of a certificate that ends soon, and goes on", async () => {
      const port = await listen(secured("soon.localhost"));
      const found = await steps(redis, values(port, { serverName: "soon.localhost" }));
      assert.equal(found.find(({ id }) => id.startsWith("tls:"))?.state, "warning");
      assert.ok(found.some(({ id }) => id === "login"));
    });

    it("says that a port does not speak TLS", async () => {
      const port = await listen(createServer((socket) => void socket.end("-ERR unknown command\r\n")));
      const found = await steps(kafka, { brokers: [`localhost:${port}`], ssl: true });
      assert.match(said(found.at(-1)), /does not speak TLS|No secure connection/);
    });

    it("suggests the URL of the same server with TLS", async () => {
      const port = await listen(secured("localhost"));
      const failure = new Failure({ code: "closed", what: text("{0} closed the connection.", "Redis") });
      const found = await steps(redis, { url: `redis://localhost:${port}/2` }, failure);
      assert.deepEqual(found.at(-1)?.mends, [{ field: "url", suggestion: `rediss://localhost:${port}/2` }]);
    });

    it("says that a port speaks TLS when the profile does not", async () => {
      const port = await listen(secured("localhost"));
      const failure = new Failure({ code: "closed", what: text("{0} closed the connection.", "Kafka") });
      const found = await steps(kafka, { brokers: [`localhost:${port}`] }, failure);
      assert.match(said(found.at(-1)), /speaks TLS, but the profile does not/);
      assert.deepEqual(found.at(-1)?.mends, [{ field: "ssl", suggestion: true }]);
    });
  });

  it("ends when nobody waits for it any more", async () => {
    const port = await listen(createServer());
    const controller = new AbortController();
    controller.abort();
    const patient = {
      system: redis,
      connection: {
        profile: { id: "p", name: "P", access: "observe" as const },
        name: "r",
        system: "redis",
        values: { url: `redis://127.0.0.1:${port}` },
      },
      timeout: 2_000,
      visit: () => Promise.reject(new Error("never")),
    };
    await assert.rejects(examine(patient, controller.signal).next());
  });
});
