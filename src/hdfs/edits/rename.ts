import { child } from "../../core/address";
import { Failure } from "../../core/failure";
import { text } from "../../core/text";
import { showPath } from "../path";
import { alreadyThere, rename, statusAt } from "./changes";
import type { HdfsEdit } from "./draft";
import { assertSame, nameProblem, parentAddress, required, targetOf } from "./targets";

/** Another name in the same directory. */
export const renaming: HdfsEdit = {
  async form(acting, addresses) {
    const { path } = await targetOf(acting, addresses);
    return [
      {
        name: "name",
        type: "text",
        label: text("New name"),
        help: text("It stays in its directory; “Move” takes it to another one."),
        fallback: path.at(-1) ?? "",
        check: nameProblem,
      },
    ];
  },

  async draft(acting, addresses, answers) {
    const target = await targetOf(acting, addresses);
    const from = target.path;
    if (from.length === 0) throw new Failure({ code: "invalid", what: text("The root has no name.") });
    const name = required(answers, "name");
    const problem = nameProblem(name);
    if (problem) throw new Failure({ code: "invalid", what: text("“{0}” cannot be used.", name), why: problem });
    const to = [...from.slice(0, -1), name];
    if (await statusAt(acting, to)) throw alreadyThere(to);
    return {
      question: text("Rename {0} to {1}?", showPath(from), name),
      detail: [text("Programs that use the old path will not find it any more.")],
      button: text("Rename"),
      async run(now) {
        await assertSame(now, target);
        await rename(now, from, to);
        const parent = parentAddress(target);
        return {
          done: [text("{0} is {1} now.", showPath(from), showPath(to))],
          failed: [],
          left: [],
          changed: [parent],
          reveal: child(parent, name),
        };
      },
    };
  },
};
