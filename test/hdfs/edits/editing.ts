import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address } from "../../../src/core/address";
import type { Access, Session, Values } from "../../../src/core/contract";
import type { Answers, EditInput, EditOutcome, EditPlan, EditSource, EditStep } from "../../../src/core/edit";
import { openSession } from "../../../src/hdfs/session";
import { SUPERUSER } from "../../servers/hdfs-configuration";
import type { HdfsServer } from "../../servers/shared";
import { NEVER, say } from "../../support/session";

/** A session of a profile that may edit. */
export function openedToEdit(values: Values, timeout = 10_000, access: Access = "edit"): Promise<Session> {
  const profile = { id: "p", name: "P", access };
  const context = {
    secret: async () => undefined,
    timeout: () => timeout,
    setting: <T>(_: string, fallback: T) => fallback,
    lost: () => {},
    log: () => {},
  };
  return openSession({ profile, name: "hdfs", system: "hdfs", values }, context, NEVER);
}

/** What a person does with the edits of a session. */
export class Editor {
  constructor(private readonly session: Session) {}

  static async open(server: HdfsServer, more: Values = {}, timeout?: number): Promise<Editor> {
    return new Editor(await openedToEdit({ url: server.url, user: SUPERUSER, ...more }, timeout));
  }

  get edits(): EditSource {
    const { edits } = this.session;
    if (!edits) throw new Error("The session has no edits.");
    return edits;
  }

  form(id: string, ...targets: Address[]): Promise<readonly EditInput[]> {
    return this.edits.form(id, targets, NEVER);
  }

  plan(id: string, targets: Address | readonly Address[], answers: Answers = {}): Promise<EditPlan> {
    return this.edits.plan(id, Array.isArray(targets) ? targets : [targets as Address], answers, NEVER);
  }

  async do(
    id: string,
    targets: Address | readonly Address[],
    answers: Answers = {},
    progress: (step: EditStep) => void = () => {},
    signal: AbortSignal = NEVER,
  ): Promise<EditOutcome> {
    return (await this.plan(id, targets, answers)).apply(progress, signal);
  }

  close(): Promise<void> {
    return this.session.close();
  }
}

/** The plan as it is read. */
export const planned = (plan: EditPlan): string => [plan.question, ...plan.detail].map(say).join(" ");

/** The outcome as it is read. */
export const told = ({ done, failed, left }: EditOutcome): string[] => [
  ...done.map(say),
  ...failed.map(({ message }) => message),
  ...left.map(say),
];

/** Where the DataNode's web server listens. */
export const dataPort = ({ dir }: HdfsServer): number => {
  const { dataHttp } = JSON.parse(readFileSync(join(dir, "ports.json"), "utf8")) as { dataHttp: number };
  return dataHttp;
};

/** A folder of this machine for the time of one test. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "hdfs-edits-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
