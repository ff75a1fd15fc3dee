import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { Cluster, type Redis } from "ioredis";
import { redisCli } from "../../servers/redis";
import { NEVER } from "../../support/session";
import { database, keyAt } from "../opened";
import { type OwnServer, ownServer, writer } from "../own-server";
import { almostRedis, met } from "../stranger";
import { Editor, saidBy, told } from "./editing";

/** What a server may refuse while it is changed: the words tell what is true of the key then. */
describe("a Redis that refuses a part of an edit", () => {
  let server: OwnServer;
  let client: Redis;

  before(async () => {
    server = await ownServer([], "refusals");
    client = writer(server);
  });

  beforeEach(() => client.flushdb());

  after(async () => {
    client?.disconnect();
    await server?.stop();
  });

  const as = async (...rules: readonly string[]) => {
    await client.call("ACL", "SETUSER", "someone", "reset", "on", ">secret", "~*", "&*", "+@all", ...rules);
    return Editor.open({ url: server.url, user: "someone" }, "edit", { password: "secret" });
  };
  const save = async (editor: Editor, key: string, content: string) => {
    const { bytes } = await editor.load(keyAt(0, key));
    return (await editor.save(keyAt(0, key), content, bytes)).apply(() => {}, NEVER);
  };

  for (const denied of ["watch", "multi", "exec", "set", "pexpire"])
    it(`changes nothing of a value where ${denied.toUpperCase()} is denied`, async () => {
      await client.set("k", "old", "EX", 1_000);
      const before = await client.dumpBuffer("k");
      const editor = await as(`-${denied}`);
      try {
        assert.match(await saidBy(save(editor, "k", "new")), new RegExp(`^denied: .*NOPERM.*'${denied}'`, "s"));
        assert.deepEqual(await client.dumpBuffer("k"), before);
        assert.ok((await client.ttl("k")) > 900);
      } finally {
        await editor.close();
      }
    });

  it("needs no right to delete for the new value of a string, and tells nobody that it was deleted", async () => {
    await client.set("k", "old", "EX", 1_000);
    const editor = await as("-del", "-unlink");
    try {
      assert.equal(told(await save(editor, "k", "new")), "k was saved.");
      assert.equal(await client.get("k"), "new");
      assert.ok((await client.ttl("k")) > 900);
      assert.match(told(await editor.do("delete", keyAt(0, "k"))), /does not allow this to your user/);
    } finally {
      await editor.close();
    }
  });

  it("says what to do where it is full, a replica by now, or has too few replicas", async () => {
    const editor = await Editor.open({ url: server.url });
    const cases = [
      ["maxmemory", "1", "0", /^unavailable: .* has no memory left.*OOM .*Free memory/s],
      ["min-replicas-to-write", "1", "0", /^unavailable: .* too few replicas.*NOREPLICAS/s],
    ] as const;
    try {
      for (const [name, on, off, words] of cases) {
        await client.set("k", "old");
        await client.config("SET", name, on);
        try {
          assert.match(await saidBy(save(editor, "k", "new")), words);
          assert.equal(await client.get("k"), "old");
        } finally {
          await client.config("SET", name, off);
        }
      }
      await client.set("k", "old");
      const plan = await editor.plan("rename", keyAt(0, "k"), { name: "other" });
      await client.replicaof("127.0.0.1", "1");
      try {
        assert.match(await saidBy(plan.apply(() => {}, NEVER)), /^unsupported: .* is a replica: nothing is changed/);
      } finally {
        await client.replicaof("NO", "ONE");
      }
    } finally {
      await editor.close();
    }
  });
});

describe("a connection that is cut during an edit", () => {
  let server: OwnServer;
  let client: Redis;

  before(async () => {
    server = await ownServer([], "cut");
    client = writer(server);
  });

  after(async () => {
    client?.disconnect();
    await server?.stop();
  });

  /** Saves through something that cuts each connection where this word goes by, before or after it has reached the server. */
  const saved = (word: string, arrives: boolean) =>
    met(
      (socket) => {
        const inner = connect(server.port, "127.0.0.1");
        inner.on("error", () => {});
        inner.on("close", () => socket.destroy());
        socket.on("close", () => inner.end());
        let cut = false;
        inner.on("data", (chunk) => !cut && socket.write(chunk));
        socket.on("data", (chunk) => {
          cut = chunk.includes(word);
          if (cut && !arrives) return void socket.destroy();
          inner.write(chunk);
          // Its answer is lost, and nobody else's.
          if (cut) inner.once("data", () => socket.destroy());
        });
      },
      async (url) => {
        await client.set("k", "old", "EX", 1_000);
        const editor = await Editor.open({ url });
        try {
          const { bytes } = await editor.load(keyAt(0, "k"));
          const plan = await editor.save(keyAt(0, "k"), "new", bytes);
          return [await saidBy(plan.apply(() => {}, NEVER)), await client.get("k")] as const;
        } finally {
          await editor.close();
        }
      },
    );

  it("is said not to be known where the answer of EXEC is lost: it may have been done", async () => {
    const [said, value] = await saved("EXEC", true);
    assert.match(said, /^closed: .*It is not known whether k was changed: look at it before you try again/s);
    assert.equal(value, "new");
  });

  it("is said not to be known where EXEC may have arrived or not", async () => {
    const [said, value] = await saved("EXEC", false);
    assert.match(said, /^closed: .*It is not known whether k was changed/s);
    assert.equal(value, "old");
  });

  it("is no doubt where nothing could be changed yet", async () => {
    for (const word of ["WATCH", "MULTI"]) {
      const [said, value] = await saved(word, true);
      assert.match(said, /^closed: /, word);
      assert.doesNotMatch(said, /not known/, word);
      assert.equal(value, "old", word);
    }
  });
});

// There is no server with the JSON module here; this is what RedisJSON answers to a document that nests too deeply.
describe("a module that does not take a document", () => {
  const ANSWERS: readonly (readonly [asked: RegExp, answer: string])[] = [
    [/\r\nTYPE\r\n/, "+ReJSON-RL\r\n"],
    [/\r\nMEMORY\r\n/, ":100\r\n"],
    [/\r\nPTTL\r\n/, ":-1\r\n"],
    [/\r\nJSON\.GET\r\n/, "$2\r\n{}\r\n"],
    [/\r\nROLE\r\n/, "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"],
    [/\r\nEXEC\r\n/, "+QUEUED\r\n*1\r\n-ERR recursion limit exceeded at line 1 column 128\r\n"],
    [/\r\n(WATCH|MULTI)\r\n/, "+OK\r\n"],
  ];

  it("is quoted, and not taken for something else than Redis", async () => {
    const answer = (request: string, socket: Socket) => {
      for (const [asked, said] of ANSWERS) if (asked.test(request)) return void socket.write(said);
    };
    await met(almostRedis(answer), async (url) => {
      const editor = await Editor.open({ url });
      try {
        const { bytes, writable } = await editor.load(keyAt(0, "j"));
        assert.ok(writable);
        const plan = await editor.save(keyAt(0, "j"), "[[]]", bytes);
        assert.match(
          await saidBy(plan.apply(() => {}, NEVER)),
          /^unknown: Redis at .* refused a command\. ERR recursion limit exceeded at line 1 column 128$/,
        );
      } finally {
        await editor.close();
      }
    });
  });
});

describe("a cluster whose slots move during an edit", () => {
  let nodes: OwnServer[] = [];
  let client: Cluster;

  before(async function () {
    this.timeout(60_000);
    nodes = await Promise.all([1, 2, 3].map((n) => ownServer(["--cluster-enabled", "yes"], `moving${n}`)));
    const [first] = nodes;
    assert.ok(first);
    const places = nodes.map(({ port }) => `127.0.0.1:${port}`);
    await redisCli(first, ["--cluster", "create", ...places, "--cluster-yes", "--cluster-replicas", "0"]);
    client = new Cluster(nodes.map(({ port }) => ({ host: "127.0.0.1", port })));
  });

  after(async () => {
    client?.disconnect();
    await Promise.all(nodes.map((node) => node.stop()));
  });

  it("saves, renames and deletes on the node that has the key", async () => {
    const editor = await Editor.open({ url: `${nodes[0]?.url}` });
    try {
      for (const key of ["a", "b", "c", "d"]) {
        await client.set(key, "old", "EX", 1_000);
        const { bytes } = await editor.load(keyAt(0, key));
        await (await editor.save(keyAt(0, key), "new", bytes)).apply(() => {}, NEVER);
        assert.equal(await client.get(key), "new");
        assert.ok((await client.ttl(key)) > 900);
        await editor.do("rename", keyAt(0, key), { name: `{${key}}:2` });
        assert.equal(await client.get(`{${key}}:2`), "new");
      }
      assert.match(
        await saidBy(editor.plan("rename", keyAt(0, "{a}:2"), { name: "b" })),
        /^unsupported: .*different slots/,
      );
      assert.match(told(await editor.do("deletePattern", database(0), { pattern: "*:2" })), /4 of 4 keys were deleted/);
    } finally {
      await editor.close();
    }
  });

  it("writes nothing while the key is between two nodes, and says why", async () => {
    await client.set("moved", "old");
    const slot = await client.cluster("KEYSLOT", "moved");
    const ids = await Promise.all(nodes.map(async (node) => (await redisCli(node, ["CLUSTER", "MYID"])).trim()));
    const owners = await Promise.all(
      nodes.map(async (node) => (await redisCli(node, ["CLUSTER", "COUNTKEYSINSLOT", `${slot}`])).trim() === "1"),
    );
    const from = owners.indexOf(true);
    const to = (from + 1) % nodes.length;
    const [source, target] = [nodes[from], nodes[to]];
    assert.ok(source && target);
    await redisCli(target, ["CLUSTER", "SETSLOT", `${slot}`, "IMPORTING", ids[from] ?? ""]);
    await redisCli(source, ["CLUSTER", "SETSLOT", `${slot}`, "MIGRATING", ids[to] ?? ""]);
    await redisCli(source, ["MIGRATE", "127.0.0.1", `${target.port}`, "moved", "0", "5000"]);
    const editor = await Editor.open({ url: source.url });
    try {
      const { bytes, text } = await editor.load(keyAt(0, "moved"));
      assert.equal(text, "old");
      const plan = await editor.save(keyAt(0, "moved"), "new", bytes);
      assert.match(
        await saidBy(plan.apply(() => {}, NEVER)),
        /^unavailable: The slot of moved is on its way to another node: nothing was changed/,
      );
      for (const node of [source, target])
        await redisCli(node, ["CLUSTER", "SETSLOT", `${slot}`, "NODE", ids[to] ?? ""]);
      assert.equal(await redisCli(target, ["GET", "moved"]), "old\n");
      const { bytes: again } = await editor.load(keyAt(0, "moved"));
      const later = await editor.save(keyAt(0, "moved"), "new", again);
      assert.equal(told(await later.apply(() => {}, NEVER)), "moved was saved.");
      assert.equal(await redisCli(target, ["GET", "moved"]), "new\n");
    } finally {
      await editor.close();
    }
  });

  it("stops where a node is gone while keys are deleted, and keeps the books of all of them", async () => {
    const [first, , last] = nodes;
    assert.ok(first && last);
    const KEYS = 3_000;
    await Promise.all(Array.from({ length: KEYS }, (_, index) => client.set(`n:${index}`, "v")));
    const editor = await Editor.open({ url: first.url });
    try {
      const plan = await editor.plan("deletePattern", database(0), { pattern: "n:*" });
      await last.end();
      const outcome = await plan.apply(() => {}, NEVER);
      assert.equal(outcome.failed.length, 1, told(outcome));
      const [, deleted, of, names, others, port, left] =
        /^([\d,]+) of ([\d,]+) keys were deleted\.\nNot deleted: (n:\d+) and (\d+) more\. Redis at 127.0.0.1:(\d+) refused the connection.*\n([\d,]+) of 3,000 keys were not deleted\.$/s.exec(
          told(outcome),
        ) ?? [];
      assert.ok(names && others, told(outcome));
      assert.equal(of, "3,000");
      assert.equal(port, `${last.port}`);
      const number = (written = "") => Number(written.replaceAll(",", ""));
      assert.equal(number(deleted) + number(left), KEYS);
      await last.start();
      const sizes = await Promise.all(nodes.map(async (node) => Number(await redisCli(node, ["DBSIZE"]))));
      // and the key that has moved
      assert.equal(
        sizes.reduce((sum, one) => sum + one, 0),
        number(left) + 1,
      );
    } finally {
      await editor.close();
    }
  });
});
