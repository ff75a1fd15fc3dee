import { Tally } from "../../core/edit-tally";
import { Failure, isFailure } from "../../core/failure";
import { count, duration, size, type Text, text } from "../../core/text";
import { type Path, showPath } from "../path";
import { contentOf, remove } from "./changes";
import type { HdfsEdit } from "./draft";
import type { Acting } from "./editing";
import { asFailure } from "./problems";
import { assertSame, keyOf, parentAddress, type Target, targetsOf } from "./targets";
import { moveToTrash, placeInTrash, type Trash, trashOf } from "./trash";

/** To the trash, where there is one and it is wanted, or for ever. */
export const deletion: HdfsEdit = {
  async form(acting) {
    const trash = await trashOf(acting);
    if (trash.state === "off") return [];
    return [
      {
        name: "how",
        type: "choice",
        label: text("Delete"),
        ...(trash.state === "on" ? { fallback: "trash" } : {}),
        options: [
          { value: "trash", label: text("To the trash"), detail: keptWords(trash) },
          { value: "forever", label: text("For ever"), detail: text("It cannot be brought back.") },
        ],
      },
    ];
  },

  async draft(acting, addresses, answers) {
    const targets = await targetsOf(acting, addresses);
    for (const { path } of targets)
      if (path.length === 0) throw new Failure({ code: "invalid", what: text("The root cannot be deleted.") });
    const trash = await trashOf(acting);
    const how = answers.how ?? (trash.state === "on" ? "trash" : trash.state === "off" ? "forever" : undefined);
    if ((how !== "trash" && how !== "forever") || (how === "trash" && trash.state === "off"))
      throw new Failure({ code: "invalid", what: text("Choose between the trash and deleting for ever.") });
    const places = how === "trash" ? await placesOf(acting, targets) : new Map<Target, Path>();
    const totals = await totalsOf(acting, targets);
    const moved: Path[] = [];
    const [first, other] = targets;
    const name = first && !other ? showPath(first.path) : undefined;
    return {
      question: questionOf(name, targets.length, how),
      detail: [
        isFailure(totals)
          ? text("How much that is cannot be told: {0}", totals.what)
          : text(
              "Files: {0}. Directories: {1}. Size: {2}.",
              count(totals.files),
              count(totals.directories),
              size(totals.bytes),
            ),
        ...goingWords(how, trash, first && places.get(first), other !== undefined),
      ],
      button: how === "trash" ? text("Move to Trash") : text("Delete for Ever"),
      ...(other
        ? { review: { title: text("What is deleted"), text: targets.map(({ path }) => showPath(path)).join("\n") } }
        : {}),
      async run(now, progress) {
        const tally = new Tally();
        await tally.each(
          targets,
          now.signal,
          async (target, index) => {
            progress({ text: text("Deleting {0}", showPath(target.path)), fraction: index / targets.length });
            await assertSame(now, target);
            const place = places.get(target);
            const lies = await deleteOne(now, target, place);
            if (lies && keyOf(lies) !== keyOf(place ?? [])) moved.push(lies);
          },
          (error, { path }) => asFailure(error, path),
          (rest) => text("{0} of {1} were not deleted.", count(rest.length), count(targets.length)),
        );
        tally.change(...targets.map(parentAddress));
        return tally.outcome([
          ...(tally.succeeded ? [doneWords(name, tally.succeeded, targets.length, how)] : []),
          ...movedWords(moved),
        ]);
      },
    };
  },
};

function movedWords([first, ...others]: readonly Path[]): readonly Text[] {
  if (!first) return [];
  return others.length
    ? [text("The trash held something of the same name: {0} lie there under another one.", count(others.length + 1))]
    : [text("The trash held something of the same name: it lies there as {0}.", showPath(first))];
}

/** Gives where it lies in the trash. */
async function deleteOne(acting: Acting, { path }: Target, place: Path | undefined): Promise<Path | undefined> {
  if (place) return moveToTrash(acting, path, place);
  if (await remove(acting, path)) return undefined;
  throw new Failure({ code: "changed", what: text("{0} was gone already.", showPath(path)) });
}

async function placesOf(acting: Acting, targets: readonly Target[]): Promise<ReadonlyMap<Target, Path>> {
  const places = new Map<Target, Path>();
  for (const target of targets) {
    const place = await placeInTrash(acting, target.path);
    if (!place)
      throw new Failure({
        code: "invalid",
        what: text("{0} is in the trash or holds it: it can only be deleted for ever.", showPath(target.path)),
      });
    places.set(target, place);
  }
  return places;
}

/** Or why nobody can tell: a directory in it is closed to its owner, or it takes HDFS too long to count. */
async function totalsOf(acting: Acting, targets: readonly Target[]) {
  try {
    return await countAll(acting, targets);
  } catch (error) {
    if (isFailure(error) && (error.code === "denied" || error.code === "timeout")) return error;
    throw error;
  }
}

async function countAll(acting: Acting, targets: readonly Target[]) {
  let [files, directories, bytes] = [0n, 0n, 0n];
  for (const { path, status } of targets) {
    const directory = status.type === "directory";
    const content = directory
      ? await contentOf(acting, path)
      : { files: 1n, directories: 0n, bytes: status.length ?? 0n };
    files += content.files;
    directories += content.directories;
    bytes += content.bytes;
  }
  return { files, directories, bytes };
}

const keptWords = ({ state, interval }: Trash): Text =>
  state === "on"
    ? text("HDFS keeps it there for {0} or longer.", duration(interval * 60_000))
    : text("Whether HDFS ever empties it is not known.");

function questionOf(name: string | undefined, many: number, how: "trash" | "forever"): Text {
  if (how === "trash")
    return name === undefined
      ? text("Move {0} entries to the trash?", count(many))
      : text("Move {0} to the trash?", name);
  return name === undefined ? text("Delete {0} entries for ever?", count(many)) : text("Delete {0} for ever?", name);
}

function goingWords(how: "trash" | "forever", trash: Trash, place: Path | undefined, many: boolean): readonly Text[] {
  if (how === "trash") return [...(place && !many ? [text("It goes to {0}.", showPath(place))] : []), keptWords(trash)];
  return [
    ...(trash.state === "off" ? [text("This HDFS has no trash (fs.trash.interval is 0).")] : []),
    text("It cannot be brought back."),
  ];
}

function doneWords(name: string | undefined, done: number, many: number, how: "trash" | "forever"): Text {
  if (name !== undefined) return how === "trash" ? text("{0} is in the trash.", name) : text("{0} was deleted.", name);
  return how === "trash"
    ? text("{0} of {1} entries are in the trash.", count(done), count(many))
    : text("{0} of {1} entries were deleted.", count(done), count(many));
}
