import { Tally } from "../../core/edit-tally";
import { Failure } from "../../core/failure";
import { count, type Text, text } from "../../core/text";
import { showPath } from "../path";
import { setReplication } from "./changes";
import type { HdfsEdit } from "./draft";
import { asFailure } from "./problems";
import { assertSame, parentAddress, required, targetsOf } from "./targets";

/** HDFS takes no more of any file (dfs.replication.max may allow fewer). */
const MOST = 512;

export const replicationSetting: HdfsEdit = {
  async form(acting, addresses) {
    const [first] = await targetsOf(acting, addresses);
    const { replication } = first?.status ?? {};
    return [
      {
        name: "replication",
        type: "number",
        label: text("Replication"),
        help: text("On how many DataNodes each block is kept."),
        ...(replication === undefined ? {} : { fallback: String(replication) }),
        check: replicationProblem,
      },
    ];
  },

  async draft(acting, addresses, answers) {
    const typed = required(answers, "replication");
    const problem = replicationProblem(typed);
    if (problem) throw new Failure({ code: "invalid", what: text("“{0}” cannot be used.", typed), why: problem });
    const replication = Number(typed);
    const targets = await targetsOf(acting, addresses);
    for (const { path, status } of targets) {
      if (status.type !== "file")
        throw new Failure({ code: "invalid", what: text("{0} is a directory or a link, not a file.", showPath(path)) });
      if (status.erasureCoded)
        throw new Failure({ code: "invalid", what: text("{0} is erasure coded: it has no replicas.", showPath(path)) });
    }
    const changes = targets.filter(({ status }) => status.replication !== replication);
    const [first] = changes;
    if (!first) throw new Failure({ code: "invalid", what: text("The replication is {0} already.", typed) });
    const more = changes.some(({ status }) => (status.replication ?? 0) < replication);
    return {
      question:
        changes.length === 1
          ? text("Set the replication of {0} to {1}?", showPath(first.path), replication)
          : text("Set the replication of {0} files to {1}?", count(changes.length), replication),
      detail: [
        ...(changes.length === 1 ? [text("It is {0} now.", first.status.replication ?? 0)] : []),
        ...(more ? [text("HDFS copies the blocks afterwards, as far as there are DataNodes.")] : []),
      ],
      button: text("Set Replication"),
      ...(changes.length > 1
        ? { review: { title: text("Files"), text: changes.map(({ path }) => showPath(path)).join("\n") } }
        : {}),
      async run(now, progress) {
        const tally = new Tally();
        await tally.each(
          changes,
          now.signal,
          async (target, index) => {
            progress({ text: text("Changing {0}", showPath(target.path)), fraction: index / changes.length });
            await assertSame(now, target);
            await setReplication(now, target.path, replication);
          },
          (error, { path }) => asFailure(error, path),
          (rest) => text("{0} of {1} were not changed.", count(rest.length), count(changes.length)),
        );
        tally.change(...changes.map(parentAddress));
        const done = [
          text("Replication set to {0}: {1} of {2}.", replication, count(tally.succeeded), count(changes.length)),
        ];
        return tally.outcome(tally.succeeded ? done : []);
      },
    };
  },
};

function replicationProblem(typed: string): Text | undefined {
  const number = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : 0;
  return number >= 1 && number <= MOST ? undefined : text("must be a whole number from 1 to {0}", MOST);
}
