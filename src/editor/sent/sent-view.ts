import { type Disposable, l10n, type OutputChannel, window } from "vscode";
import type { Connection } from "../../core/contract";
import type { SentLog } from "../../core/sent";
import { sentLine } from "../../core/sent-lines";
import type { SessionPool } from "../../core/sessions";
import { reader } from "../reader";

/** milliseconds between two looks at what was sent meanwhile */
const PACE = 1_000;
/** lines of one output before it begins anew with the calls that are still remembered */
const MOST = 10_000;

/** An output for each connection that somebody wants to watch: one line a call, newest last, as it happens. */
export class SentView implements Disposable {
  private readonly outputs = new Map<string, SentOutput>();

  constructor(private readonly pool: SessionPool) {}

  show(connection: Connection): void {
    const name = `${connection.profile.name} › ${connection.name}`;
    const log = this.pool.sent(connection);
    const known = this.outputs.get(name);
    const output = known?.of(log) ? known : new SentOutput(name, log);
    if (output !== known) known?.dispose();
    this.outputs.set(name, output);
    output.show();
  }

  dispose(): void {
    for (const output of this.outputs.values()) output.dispose();
  }
}

class SentOutput implements Disposable {
  private readonly channel: OutputChannel;
  private readonly timer: NodeJS.Timeout;
  private last = 0;
  private lines = 0;

  constructor(
    private readonly name: string,
    private readonly log: SentLog,
  ) {
    this.channel = window.createOutputChannel(`Cluster Observer: ${name}`, "log");
    this.begin();
    this.timer = setInterval(() => this.goOn(), PACE);
  }

  of(log: SentLog): boolean {
    return this.log === log;
  }

  show(): void {
    this.goOn();
    this.channel.show(true);
  }

  dispose(): void {
    clearInterval(this.timer);
    this.channel.dispose();
  }

  private begin(): void {
    this.channel.replace(
      `${l10n.t("What was sent to {0}: when, how long it took, bytes sent and received, where, what, and how it ended. Never a name, a value or a secret.", this.name)}\n`,
    );
    this.lines = 0;
    this.last = 0;
  }

  private goOn(): void {
    if (this.log.total === this.last) return;
    if (this.lines > MOST) this.begin();
    const calls = this.log.after(this.last);
    const lost = this.log.total - this.last - calls.length;
    const lines = calls.map((call) => sentLine(call, reader()));
    if (lost > 0) lines.unshift(l10n.t("… {0} calls before these are not remembered.", lost));
    this.channel.append(`${lines.join("\n")}\n`);
    this.last = this.log.total;
    this.lines += lines.length;
  }
}
