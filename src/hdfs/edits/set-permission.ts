import { Tally } from "../../core/edit-tally";
import { Failure } from "../../core/failure";
import { count, text } from "../../core/text";
import { showPath } from "../path";
import { permissionOctal, permissionText } from "../permission";
import { setPermission } from "./changes";
import type { HdfsEdit } from "./draft";
import { isModeChange, parseMode } from "./mode";
import { asFailure } from "./problems";
import { assertSame, parentAddress, required, targetsOf } from "./targets";

/** Of the targets themselves; not of what is in them. */
export const permissionSetting: HdfsEdit = {
  async form(acting, addresses) {
    const [first] = await targetsOf(acting, addresses);
    const mode = first?.status.permission;
    return [
      {
        name: "mode",
        type: "text",
        label: text("Permission"),
        help: text("Octal as 755, or symbolic as u+x,go-w. What is in a directory keeps its own."),
        ...(mode === undefined ? {} : { fallback: permissionOctal(mode) }),
        check(typed) {
          const parsed = parseMode(typed);
          return isModeChange(parsed) ? undefined : parsed;
        },
      },
    ];
  },

  async draft(acting, addresses, answers) {
    const typed = required(answers, "mode");
    const parsed = parseMode(typed);
    if (!isModeChange(parsed))
      throw new Failure({ code: "invalid", what: text("“{0}” cannot be used.", typed), why: parsed });
    const all = (await targetsOf(acting, addresses)).map((target) => {
      const before = target.status.permission ?? 0;
      return { target, before, after: parsed(before, target.status.type === "directory") };
    });
    const changes = all.filter(({ before, after }) => before !== after);
    const [first] = changes;
    if (!first) throw new Failure({ code: "invalid", what: text("The permission is {0} already.", typed) });
    const words = (mode: number) => `${permissionText(mode)} (${permissionOctal(mode)})`;
    const lines = changes.map(
      ({ target, before, after }) => `${showPath(target.path)}  ${words(before)} → ${words(after)}`,
    );
    const unchanged = all.length - changes.length;
    return {
      question:
        changes.length === 1
          ? text("Set the permission of {0} to {1}?", showPath(first.target.path), words(first.after))
          : text("Set the permission of {0} entries?", count(changes.length)),
      detail: [
        ...(changes.length === 1 ? [text("It is {0} now.", words(first.before))] : []),
        ...(unchanged ? [text("Already so: {0}.", count(unchanged))] : []),
      ],
      button: text("Set Permission"),
      ...(changes.length > 1 ? { review: { title: text("Permissions"), text: lines.join("\n") } } : {}),
      async run(now, progress) {
        const tally = new Tally();
        await tally.each(
          changes,
          now.signal,
          async ({ target, after }, index) => {
            progress({ text: text("Changing {0}", showPath(target.path)), fraction: index / changes.length });
            await assertSame(now, target);
            await setPermission(now, target.path, after);
          },
          (error, { target }) => asFailure(error, target.path),
          (rest) => text("{0} of {1} were not changed.", count(rest.length), count(changes.length)),
        );
        tally.change(...changes.map(({ target }) => parentAddress(target)));
        const done = [text("Permission set: {0} of {1}.", count(tally.succeeded), count(changes.length))];
        return tally.outcome(tally.succeeded ? done : []);
      },
    };
  },
};
