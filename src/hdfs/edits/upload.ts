import { child } from "../../core/address";
import type { EditInput } from "../../core/edit";
import { Meter, Tally } from "../../core/edit-tally";
import { Failure } from "../../core/failure";
import { count, size, type Text, text, verbatim } from "../../core/text";
import { type Path, showPath } from "../path";
import { comparedWords } from "./compared";
import type { HdfsEdit } from "./draft";
import { readLocal } from "./local-tree";
import { asFailure } from "./problems";
import { newSumKind } from "./remote-sum";
import { directoryOf } from "./targets";
import { trashOf } from "./trash";
import { makeMissing, uploadOne } from "./upload-one";
import { planUpload, type UploadFile, type UploadPlan } from "./upload-plan";

/** Files, and folders where they were dropped. */
export const fileUpload: HdfsEdit = upload({
  name: "files",
  type: "files",
  label: text("Files"),
  help: text("What is sent to HDFS. A folder goes with all that is in it."),
});

export const folderUpload: HdfsEdit = upload({
  name: "folder",
  type: "folder",
  label: text("Folder"),
  help: text("It is sent with all that is in it."),
});

function upload(input: EditInput): HdfsEdit {
  return {
    form: async () => [input],

    async draft(acting, addresses, answers) {
      const target = await directoryOf(acting, addresses);
      const answer = answers[input.name];
      const chosen = typeof answer === "string" ? [answer] : answer instanceof Uint8Array ? [] : (answer ?? []);
      if (chosen.length === 0) throw new Failure({ code: "invalid", what: text("No file was chosen.") });
      const local = await readLocal(chosen, acting.signal);
      const trash = await trashOf(acting);
      const plan = await planUpload(acting, target.path, local);
      const shown = showPath(target.path);
      const lines = reviewOf(plan);
      return {
        question: questionOf(plan, shown),
        detail: detailOf(plan, trash.state === "on"),
        button: plan.replaced.length ? text("Upload and Replace") : text("Upload"),
        ...(lines.length ? { review: { title: text("What is uploaded"), text: lines.join("\n") } } : {}),
        async run(now, progress) {
          const tally = new Tally();
          const meter = new Meter(progress, plan.bytes);
          const sum = await newSumKind(now);
          let compared = 0;
          tally.change(target.address);
          const { count: made, blocked } = await makeMissing(now, plan, tally);
          const files = plan.files.filter(
            ({ to }) => !blocked.some((above) => above.every((name, at) => to[at] === name)),
          );
          await tally.each(
            files,
            now.signal,
            async (file, index) => {
              const words = () =>
                text("Uploading {0} ({1} of {2})", showPath(file.to), count(index + 1), count(files.length));
              const arrived = await uploadOne(now, file, trash.state === "on", sum, (bytes) => meter.add(bytes, words));
              if (arrived.compared) compared++;
            },
            (error, { to }) => asFailure(error, to),
            (rest) => text("{0} of {1} files were not uploaded.", count(rest.length), count(plan.files.length)),
          );
          const [top] = plan.tops;
          const reveal = top && plan.tops.length === 1 ? child(target.address, top) : target.address;
          return tally.outcome(doneWords(plan, tally.succeeded, compared, made, shown), reveal);
        },
      };
    },
  };
}

function questionOf({ files, bytes, replaced }: UploadPlan, shown: string): Text {
  const [only, other] = files;
  if (only && !other) {
    return replaced.length
      ? text("Replace {0} by the {1} of {2}?", showPath(only.to), size(bytes), verbatim(only.source))
      : text("Upload {0} with {1} to {2}?", verbatim(only.source), size(bytes), shown);
  }
  return replaced.length
    ? text(
        "Upload {0} files with {1} to {2} and replace {3} there?",
        count(files.length),
        size(bytes),
        shown,
        count(replaced.length),
      )
    : text("Upload {0} files with {1} to {2}?", count(files.length), size(bytes), shown);
}

function detailOf({ files, missing, replaced, leftOut }: UploadPlan, trash: boolean): readonly Text[] {
  return [
    ...(missing.length ? [text("New directories: {0}.", count(missing.length))] : []),
    ...(replaced.length === 1 && replaced[0] ? [replacedWords(replaced[0])] : []),
    ...(replaced.length > 1 ? [text("{0} files there are replaced.", count(replaced.length))] : []),
    ...(replaced.length
      ? [
          trash
            ? text("The old ones go to the trash, each when its new one has arrived.")
            : text("The old ones are lost, each when its new one has arrived: this HDFS has no trash that is known."),
        ]
      : []),
    ...(leftOut.length ? [text("Left out (links and special files): {0}.", count(leftOut.length))] : []),
    ...(files.length ? [text("A file has its name when it is complete; until then it is hidden beside it.")] : []),
  ];
}

const replacedWords = ({ to, replaces }: UploadFile): Text =>
  text("{0} is there with {1}.", showPath(to), size(replaces?.length ?? 0n));

function reviewOf({ files, replaced, leftOut }: UploadPlan): readonly string[] {
  const again = replaced.map(({ to, replaces }) => `${showPath(to)} (${replaces?.length ?? 0n} bytes)`);
  return [
    ...(files.length > 1 ? files.map(({ source, to }) => `${source} → ${showPath(to)}`) : []),
    ...(files.length > 1 && again.length ? ["", ...again.map((line) => `× ${line}`)] : []),
    ...(leftOut.length ? ["", ...leftOut.map((source) => `– ${source}`)] : []),
  ];
}

function doneWords(
  { files }: UploadPlan,
  done: number,
  compared: number,
  made: number,
  shown: string,
): readonly Text[] {
  // Where all went well, the files that lie in them say it already.
  const directories = made && (done === 0 || done < files.length) ? [text("Directories made: {0}.", count(made))] : [];
  if (done === 0) return directories;
  const [only] = files;
  const name: Path | undefined = files.length === 1 ? only?.to : undefined;
  return [
    name
      ? text("{0} was uploaded.", showPath(name))
      : text("{0} of {1} files were uploaded to {2}.", count(done), count(files.length), shown),
    ...directories,
    comparedWords(compared, done),
  ];
}
