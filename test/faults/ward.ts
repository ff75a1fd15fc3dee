import assert from "node:assert/strict";
import { redis } from "../../src/redis/system";
import { Authority } from "../servers/certificates";
import { produceBombs } from "./absurd";
import { Neighbour } from "./neighbour";
import { FaultProxy, type Secured } from "./proxy";
import { Report } from "./report";
import { type FaultServers, startFaultServers } from "./servers";
import { type Name, Subjects } from "./subjects";
import { Patient, pause, type Seen, type Subject } from "./trial";

/** Where faults are suffered: real servers, what spoils the way to them, and what everybody is asked about. */
export class Ward {
  readonly right = new Authority();
  readonly wrong = new Authority();
  private readonly report = new Report();
  private readonly strays: unknown[] = [];
  private readonly proxies: FaultProxy[] = [];
  private readonly stray = (error: unknown) => void this.strays.push(error);
  private started?: { readonly servers: FaultServers; readonly subjects: Subjects; readonly neighbour: Neighbour };

  get servers(): FaultServers {
    return this.here.servers;
  }

  get subjects(): Subjects {
    return this.here.subjects;
  }

  async start(): Promise<void> {
    const servers = await startFaultServers();
    // Making it keeps this process busy, so the neighbour begins after it.
    await produceBombs(servers.kafka.tools);
    this.right.sign("localhost");
    this.right.sign("elsewhere");
    this.right.sign("expired", { days: -1 });
    process.on("uncaughtException", this.stray);
    process.on("unhandledRejection", this.stray);
    const neighbour = new Neighbour({ system: redis, values: { url: `redis://127.0.0.1:${servers.neighbour.port}` } });
    this.started = { servers, subjects: new Subjects(servers), neighbour };
  }

  async stop(): Promise<void> {
    await this.started?.neighbour.end();
    process.off("uncaughtException", this.stray);
    process.off("unhandledRejection", this.stray);
    await Promise.all(this.proxies.map((proxy) => proxy.stop()));
    await this.started?.servers.stop();
    this.right.remove();
    this.wrong.remove();
    this.report.print();
  }

  async through(name: Name, secured?: Secured): Promise<FaultProxy> {
    const proxy = await new FaultProxy(this.subjects.portOf(name), secured).start();
    this.proxies.push(proxy);
    return proxy;
  }

  /** Suffers the fault, heals it if it can be healed, and waits for recovery without any help. */
  async trial(
    fault: string,
    subject: Subject,
    codes: readonly Seen["code"][],
    heal?: () => Promise<void> | void,
    spoil?: () => Promise<void> | void,
  ): Promise<Seen> {
    const patient = new Patient(subject);
    await this.here.neighbour.assertUnharmed();
    try {
      if (spoil) {
        await patient.look();
        await spoil();
      }
      let seen = await patient.suffer();
      if (heal) {
        await heal();
        seen = { ...seen, recovered: await patient.recover() };
      }
      this.report.add(fault, subject.system.title, seen, await this.here.neighbour.assertUnharmed());
      assert.ok(codes.includes(seen.code), `${seen.code}: ${seen.words}`);
      return seen;
    } finally {
      await patient.end();
      await this.assertNoStrays();
    }
  }

  /** That nothing was thrown, or rejected, that nobody waited for: it would bring down the extension host's other guests. */
  async assertNoStrays(): Promise<void> {
    await pause(20);
    assert.deepEqual(this.strays.splice(0), []);
  }

  /** Writes a line of the table that is not a trial of `trial`. */
  add(fault: string, system: string, seen: Pick<Seen, "code" | "words" | "ms" | "recovered">, neighbour = 0): void {
    this.report.add(fault, system, { grown: 0, ...seen }, neighbour);
  }

  private get here() {
    if (!this.started) throw new Error("The servers have not started.");
    return this.started;
  }
}
