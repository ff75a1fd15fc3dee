import { child, root } from "../../core/address";
import { Tally } from "../../core/edit-tally";
import { Failure } from "../../core/failure";
import { count, text } from "../../core/text";
import { encodePath, joinPath, type Path, showPath } from "../path";
import { alreadyThere, rename, statusAt } from "./changes";
import type { HdfsEdit } from "./draft";
import { asFailure } from "./problems";
import {
  assertSame,
  isPath,
  isWithin,
  parentAddress,
  pathTyped,
  required,
  type Target,
  targetsOf,
  typedPath,
} from "./targets";

/** Into another directory, each under its own name. */
export const moving: HdfsEdit = {
  async form(acting, addresses) {
    const [first] = await targetsOf(acting, addresses);
    return [
      {
        name: "directory",
        type: "text",
        label: text("To the directory"),
        help: text("Its path from the root. It must exist."),
        fallback: joinPath(first?.path.slice(0, -1) ?? []),
        check(typed) {
          if (!typed.startsWith("/")) return text("must begin with /");
          const path = typedPath(typed, []);
          return isPath(path) ? undefined : path;
        },
      },
    ];
  },

  async draft(acting, addresses, answers) {
    const targets = await targetsOf(acting, addresses);
    const directory = pathTyped(required(answers, "directory"), []);
    if ((await statusAt(acting, directory))?.type !== "directory")
      throw new Failure({ code: "notFound", what: text("There is no directory {0}.", showPath(directory)) });
    const moves = targets.map((target) => ({ target, to: [...directory, target.path.at(-1) ?? ""] }));
    const taken = new Set<string>();
    for (const { target, to } of moves) {
      if (target.path.length === 0 || isWithin(directory, target.path))
        throw new Failure({ code: "invalid", what: text("{0} cannot be moved into itself.", showPath(target.path)) });
      if (taken.has(encodePath(to)) || (await statusAt(acting, to))) throw alreadyThere(to);
      taken.add(encodePath(to));
    }
    const [only, other] = moves;
    const shown = showPath(directory);
    return {
      question:
        only && !other
          ? text("Move {0} to {1}?", showPath(only.target.path), shown)
          : text("Move {0} entries to {1}?", count(moves.length), shown),
      detail: [text("Programs that use the old path will not find it any more.")],
      button: text("Move"),
      ...(other ? { review: { title: text("What is moved"), text: moves.map(lineOf).join("\n") } } : {}),
      async run(now, progress) {
        const tally = new Tally();
        await tally.each(
          moves,
          now.signal,
          async ({ target, to }, index) => {
            progress({ text: text("Moving {0}", showPath(target.path)), fraction: index / moves.length });
            await assertSame(now, target);
            await rename(now, target.path, to);
          },
          (error, { target }) => asFailure(error, target.path),
          (rest) => text("{0} of {1} were not moved.", count(rest.length), count(moves.length)),
        );
        const first = moves[0]?.target.address;
        const at = first && child(root(first.profile, first.connection), ...directory);
        tally.change(...targets.map(parentAddress), ...(at ? [at] : []));
        const done = tally.succeeded
          ? [text("{0} of {1} were moved to {2}.", count(tally.succeeded), count(moves.length), shown)]
          : [];
        return tally.outcome(done, at && !other ? child(at, only?.to.at(-1) ?? "") : at);
      },
    };
  },
};

const lineOf = ({ target, to }: { readonly target: Target; readonly to: Path }): string =>
  `${showPath(target.path)} → ${showPath(to)}`;
