import { EventEmitter, l10n, type Memento, window } from "vscode";
import type { Connection } from "../core/contract";
import { Failure } from "../core/failure";
import { fingerprintOf, questionOf } from "../core/foreign";
import { text, verbatim } from "../core/text";
import { systemOf } from "../systems";
import { plain } from "./plain";
import { words } from "./reader";

const KEY = "allowedConnections";

/**
 * A workspace's settings may be a stranger's: nothing is connected to that they name before a person of this machine has
 * said so, once for each connection, and again whenever any of it changes.
 */
export class Consent {
  private readonly given = new EventEmitter<Connection>();
  readonly onDidAllow = this.given.event;
  private readonly asking = new Set<string>();

  /** @param memory of this workspace */
  constructor(private readonly memory: Memento) {}

  /** Throws a failure "forbidden" where it is not allowed yet, and asks, without waiting for the answer. */
  assertAllowed(connection: Connection): void {
    if (this.isAllowed(connection)) return;
    void this.ask(connection);
    throw new Failure({
      code: "forbidden",
      what: text(
        "{0} stands in this workspace's settings, and you have not allowed it to connect.",
        verbatim(`${connection.profile.name} › ${connection.name}`),
      ),
      fix: text("Answer the question, or refresh to be asked again."),
    });
  }

  /** Asks where it is not allowed yet, and waits for the answer. */
  async request(connection: Connection): Promise<boolean> {
    if (!this.isAllowed(connection)) await this.ask(connection);
    return this.isAllowed(connection);
  }

  async allow(connection: Connection): Promise<void> {
    if (this.isAllowed(connection)) return;
    await this.memory.update(KEY, [...this.allowed(), fingerprintOf(connection)]);
    this.given.fire(connection);
  }

  dispose(): void {
    this.given.dispose();
  }

  isAllowed(connection: Connection): boolean {
    return !connection.foreign || this.allowed().includes(fingerprintOf(connection));
  }

  private allowed(): readonly string[] {
    const stored = this.memory.get<unknown>(KEY);
    return Array.isArray(stored) ? stored.filter((one) => typeof one === "string") : [];
  }

  private async ask(connection: Connection): Promise<void> {
    const fingerprint = fingerprintOf(connection);
    if (this.asking.has(fingerprint)) return;
    this.asking.add(fingerprint);
    try {
      const system = systemOf(connection.system);
      if (!system) return;
      const { question, detail } = questionOf(connection, system);
      const allow = l10n.t("Allow");
      const chosen = await window.showWarningMessage(
        plain(words(question)),
        { modal: true, detail: plain(detail.map(words).join("\n")) },
        allow,
      );
      if (chosen === allow) await this.allow(connection);
    } finally {
      this.asking.delete(fingerprint);
    }
  }
}
