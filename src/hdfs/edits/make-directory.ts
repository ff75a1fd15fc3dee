import { child } from "../../core/address";
import { text } from "../../core/text";
import { showPath } from "../path";
import { alreadyThere, makeDirectory, statusAt } from "./changes";
import type { HdfsEdit } from "./draft";
import { directoryOf, isPath, pathTyped, required, typedPath } from "./targets";

/** A directory below the target, with those missing above it. */
export const directoryMaking: HdfsEdit = {
  async form() {
    return [
      {
        name: "name",
        type: "text",
        label: text("Name"),
        help: text("The name of the new directory; a/b makes both."),
        check(typed) {
          const path = typedPath(typed.replace(/^\/+/, ""), []);
          if (!isPath(path)) return path;
          return path.length ? undefined : text("is empty");
        },
      },
    ];
  },

  async draft(acting, addresses, answers) {
    const target = await directoryOf(acting, addresses);
    const path = pathTyped(required(answers, "name").replace(/^\/+/, ""), target.path);
    if (await statusAt(acting, path)) throw alreadyThere(path);
    const shown = showPath(path);
    return {
      question: text("Make the directory {0}?", shown),
      detail: [],
      button: text("Make Directory"),
      async run(now) {
        if (await statusAt(now, path)) throw alreadyThere(path);
        await makeDirectory(now, path);
        const reveal = child(target.address, ...path.slice(target.path.length));
        return {
          done: [text("The directory {0} was made.", shown)],
          failed: [],
          left: [],
          changed: [target.address],
          reveal,
        };
      },
    };
  },
};
