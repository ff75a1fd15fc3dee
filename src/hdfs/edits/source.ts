import type { Address } from "../../core/address";
import type { Answers, EditInput, EditPlan, EditSource } from "../../core/edit";
import { assertMayEdit, editNamed, planOf } from "../../core/edit-plan";
import { pathOf } from "../path";
import { deletion } from "./delete";
import { download } from "./download";
import type { HdfsEdit } from "./draft";
import { type Acting, type House, withEditor, withReader } from "./editing";
import { EDITS_OF_HDFS } from "./list";
import { directoryMaking } from "./make-directory";
import { moving } from "./move";
import { renaming } from "./rename";
import { permissionSetting } from "./set-permission";
import { replicationSetting } from "./set-replication";
import { fileUpload, folderUpload } from "./upload";

const EDITS: Readonly<Record<string, HdfsEdit>> = {
  makeDirectory: directoryMaking,
  rename: renaming,
  move: moving,
  setPermission: permissionSetting,
  setReplication: replicationSetting,
  upload: fileUpload,
  uploadFolder: folderUpload,
  download,
  delete: deletion,
};

/** The edits of one connection. */
export class HdfsEdits implements EditSource {
  constructor(private readonly house: House) {}

  async form(id: string, targets: readonly Address[], signal: AbortSignal): Promise<readonly EditInput[]> {
    return this.with(id, signal, (edit, acting) => edit.form(acting, targets));
  }

  async plan(id: string, targets: readonly Address[], answers: Answers, signal: AbortSignal): Promise<EditPlan> {
    const draft = await this.with(id, signal, (edit, acting) => edit.draft(acting, targets, answers));
    return planOf<Acting>(draft, async (run, applying) => {
      const outcome = await this.with(id, applying, (_, acting) => run(acting));
      for (const address of outcome.changed) {
        const path = pathOf(address);
        if (path) this.house.forget(path);
      }
      return outcome;
    });
  }

  private async with<T>(
    id: string,
    signal: AbortSignal,
    run: (edit: HdfsEdit, acting: Acting) => Promise<T>,
  ): Promise<T> {
    const reads = EDITS_OF_HDFS.some((known) => known.id === id && known.reads === true);
    if (!reads) assertMayEdit(this.house.access, "HDFS");
    const edit = editNamed(EDITS, id, "HDFS");
    return (reads ? withReader : withEditor)(this.house, signal, (acting) => run(edit, acting));
  }
}
