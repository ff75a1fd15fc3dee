import { basename, dirname, join } from "node:path";
import type { EditOutcome } from "../../core/edit";
import { Meter, Tally } from "../../core/edit-tally";
import { Failure } from "../../core/failure";
import { count, size, type Text, text, verbatim } from "../../core/text";
import { type Path, showPath } from "../path";
import { comparedWords } from "./compared";
import { type DownloadFile, type DownloadPlan, planDownload } from "./download-plan";
import type { HdfsEdit } from "./draft";
import { downloadFailure, endsDownload, fetchFile } from "./fetch-file";
import { makeFolder, realFolder } from "./local-folder";
import { localName } from "./local-names";
import { required, targetsOf } from "./targets";

/** Files and directories, into a folder of this machine; one file may get a name of its own. */
export const download: HdfsEdit = {
  async form(acting, addresses) {
    const [first, other] = await targetsOf(acting, addresses);
    if (first && !other && first.status.type === "file") {
      const fallback = localName(first.path.at(-1) ?? "");
      return [{ name: "file", type: "saveFile", label: text("Save as"), fallback }];
    }
    return [{ name: "folder", type: "saveFolder", label: text("Save in the folder") }];
  },

  async draft(acting, addresses, answers) {
    const targets = await targetsOf(acting, addresses);
    const file = typeof answers.file === "string" && answers.file ? answers.file : undefined;
    if (file !== undefined && (targets.length !== 1 || targets[0]?.status.type !== "file"))
      throw new Failure({ code: "invalid", what: text("Only one file can be saved under a name of its own.") });
    const folder = await realFolder(file === undefined ? required(answers, "folder") : dirname(file));
    const plan = await planDownload(acting, targets, folder, file && basename(file));
    const lines = reviewOf(plan, folder);
    return {
      question: questionOf(plan, folder),
      detail: detailOf(plan),
      // The dialog of one file has asked already whether it is to be replaced.
      asks: lines.length > 0 || (!file && plan.files.some(({ replace }) => replace)),
      button: plan.files.some(({ replace }) => replace) ? text("Download and Replace") : text("Download"),
      ...(lines.length ? { review: { title: text("What is downloaded"), text: lines.join("\n") } } : {}),
      async run(now, progress): Promise<EditOutcome> {
        const tally = new Tally();
        const { files, folders } = plan;
        const meter = new Meter(progress, plan.bytes);
        let compared = 0;
        let made = 0;
        const open: Path[] = [];
        for (const { failure } of plan.closed) tally.fail(failure);
        await tally.each(
          folders,
          now.signal,
          async (names) => {
            await makeFolder(folder, names);
            made++;
          },
          (error, names) => downloadFailure(error, names),
          (rest) => text("Folders not made: {0}.", count(rest.length)),
        );
        tally.succeeded = 0;
        await tally.each(
          files,
          now.signal,
          async ({ path, status, local, replace }, index) => {
            const words = () =>
              text("Downloading {0} ({1} of {2})", showPath(path), count(index + 1), count(files.length));
            const at = join(await makeFolder(folder, local.slice(0, -1)), local.at(-1) ?? "");
            let got = 0;
            const received = (bytes: number) => {
              got += bytes;
              meter.add(bytes, words);
            };
            try {
              const fetched = await fetchFile(now, { path, status, local: at, replace, received });
              if (fetched.compared) compared++;
              if (fetched.open) open.push(path);
            } catch (error) {
              meter.add(-got, words);
              throw error;
            }
          },
          (error, { path }) => downloadFailure(error, path),
          (rest) => text("{0} of {1} files were not downloaded.", count(rest.length), count(files.length)),
          endsDownload,
        );
        return tally.outcome([
          ...doneWords(plan, folder, tally.succeeded, compared, made, open.length),
          ...openWords(open),
        ]);
      },
    };
  },
};

function questionOf({ files, bytes }: DownloadPlan, folder: string): Text {
  const [only, other] = files;
  const replaced = files.filter(({ replace }) => replace).length;
  if (only && !other) {
    const here = verbatim(join(folder, ...only.local));
    return replaced
      ? text("Download {0} with {1} and replace {2}?", showPath(only.path), size(bytes), here)
      : text("Download {0} with {1} to {2}?", showPath(only.path), size(bytes), here);
  }
  return replaced
    ? text(
        "Download {0} files with {1} to {2} and replace {3} there?",
        count(files.length),
        size(bytes),
        verbatim(folder),
        count(replaced),
      )
    : text("Download {0} files with {1} to {2}?", count(files.length), size(bytes), verbatim(folder));
}

function detailOf({ folders, renamed, leftOut, closed, files }: DownloadPlan): readonly Text[] {
  return [
    ...(folders.length ? [text("Folders: {0}.", count(folders.length))] : []),
    ...(renamed.length
      ? [text("Saved under another name, which this machine can hold: {0}.", count(renamed.length))]
      : []),
    ...(leftOut.length ? [text("Left out (links): {0}.", count(leftOut.length))] : []),
    ...(closed.length ? [text("Directories that are not open to you: {0}.", count(closed.length))] : []),
    ...(files.length ? [text("HDFS notes the time at which these files are read.")] : []),
  ];
}

/** Only where something is not as a person would think it. */
function reviewOf({ files, renamed, leftOut, closed }: DownloadPlan, folder: string): readonly string[] {
  const line = ({ path, local }: Pick<DownloadFile, "path" | "local">) =>
    `${showPath(path)} → ${join(folder, ...local)}`;
  const replaced = files.filter(({ replace }) => replace);
  if (!renamed.length && !leftOut.length && !closed.length && (files.length < 2 || !replaced.length)) return [];
  return [
    ...(files.length > 1 ? files.map(line) : []),
    ...(files.length > 1 && replaced.length ? ["", ...replaced.map(({ local }) => `× ${join(folder, ...local)}`)] : []),
    ...(renamed.length ? ["", ...renamed.map((entry) => `≠ ${line(entry)}`)] : []),
    ...(leftOut.length ? ["", ...leftOut.map((path) => `– ${showPath(path)}`)] : []),
    ...(closed.length ? ["", ...closed.map(({ path }) => `– ${showPath(path)}`)] : []),
  ];
}

function doneWords(
  { files, folders }: DownloadPlan,
  folder: string,
  done: number,
  compared: number,
  made: number,
  open: number,
): readonly Text[] {
  if (files.length === 0 && folders.length) return made ? [text("Folders made: {0}.", count(made))] : [];
  if (done === 0) return [];
  const [only] = files;
  return [
    only && files.length === 1
      ? text("{0} was saved as {1}.", showPath(only.path), verbatim(join(folder, ...only.local)))
      : text("{0} of {1} files were saved in {2}.", count(done), count(files.length), verbatim(folder)),
    ...(done > open ? [comparedWords(compared, done - open)] : []),
  ];
}

function openWords([first, ...others]: readonly Path[]): readonly Text[] {
  if (!first) return [];
  return others.length
    ? [text("Files that are still being written: {0}. Saved is what could be read of them.", count(others.length + 1))]
    : [text("{0} is still being written: saved is what could be read of it.", showPath(first))];
}
