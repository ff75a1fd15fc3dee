import type { ActionResult } from "../../../core/lock-actions";
import { type Reader, render } from "../../../core/render";
import { type Text, text, time } from "../../../core/text";
import type { Section, Tone } from "../../../panel/protocol";

/** What a person has done to a lock, with the result of each master. */
export interface Deed {
  readonly what: "release" | "extend";
  /** milliseconds since 1970 */
  readonly at: number;
  /** in the order of the plan; absent while it goes on */
  readonly results?: readonly ActionResult[];
}

export function deedSection({ what, at, results }: Deed, reader: Reader): Section {
  const said = (sentence: Text): string => render(sentence, reader);
  const title = said(what === "release" ? text("Release at {0}", time(at)) : text("Extension at {0}", time(at)));
  if (!results) return { kind: "sentences", id: "deed", title, lines: [{ text: said(text("Under way…")) }] };
  return {
    kind: "table",
    id: "deed",
    title,
    columns: [
      { id: "master", label: said(text("Master")), grow: 2, minWidth: 120, sortable: true },
      { id: "result", label: said(text("Result")), grow: 1, minWidth: 110, sortable: true },
      { id: "why", label: said(text("Explanation")), grow: 5, minWidth: 160 },
    ],
    rows: results.map(({ master, result, why }) => ({
      id: master,
      cells: {
        master,
        result: { text: said(resultWord(what, result)), tone: TONES[result], badge: true },
        why: said(why ?? EXPLAINED[result]),
      },
    })),
  };
}

function resultWord(what: Deed["what"], result: ActionResult["result"]): Text {
  if (result === "done") return what === "release" ? text("released") : text("extended");
  return RESULTS[result];
}

const RESULTS: Readonly<Record<Exclude<ActionResult["result"], "done">, Text>> = {
  changed: text("refused"),
  gone: text("not there"),
  shorter: text("refused"),
  noTtl: text("refused"),
  failed: text("failed"),
};

const EXPLAINED: Readonly<Record<ActionResult["result"], Text>> = {
  done: text("It was still as shown, and the change was made in the same step."),
  changed: text("It is no longer the lock that was shown. Nothing was changed."),
  gone: text("It no longer exists. Nothing was changed."),
  shorter: text("It has more time left than that. Nothing was changed."),
  noTtl: text("It never expires. Nothing was changed."),
  failed: text("It is not known whether this was done."),
};

const TONES: Readonly<Record<ActionResult["result"], Tone>> = {
  done: "ok",
  changed: "warning",
  gone: "muted",
  shorter: "warning",
  noTtl: "warning",
  failed: "error",
};
