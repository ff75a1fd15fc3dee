import assert from "node:assert/strict";
import { Patient, pause, type Subject } from "./trial";

/** A good connection beside the bad one, looked at all the time. */
export class Neighbour {
  private readonly patient: Patient;
  private readonly waits: number[] = [];
  private failure: unknown;
  private over = false;
  private readonly done: Promise<void>;

  constructor(subject: Subject) {
    this.patient = new Patient(subject);
    this.done = this.live();
  }

  /** Asserts that it was answered all the time since the last call, and still is; the longest wait in milliseconds. */
  async assertUnharmed(): Promise<number> {
    while (this.waits.length < 2 && !this.failure) await pause(5);
    assert.equal(this.failure, undefined, String(this.failure));
    return Math.max(...this.waits.splice(0));
  }

  async end(): Promise<void> {
    this.over = true;
    await this.done;
    await this.patient.end();
  }

  private async live(): Promise<void> {
    while (!this.over) {
      const begin = performance.now();
      await this.patient.look().catch((error: unknown) => {
        this.failure ??= error;
      });
      this.waits.push(performance.now() - begin);
      await pause(10);
    }
  }
}
