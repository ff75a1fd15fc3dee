import type { WorkbenchPage } from "./page";

/** For `afterEach`: how the workbench looked when a test had failed. */
export function pictureOfFailure(workbench: () => WorkbenchPage | undefined): Mocha.Func {
  return async function () {
    if (this.currentTest?.state === "failed")
      await workbench()?.screenshot(`failed ${this.currentTest.title.slice(0, 40)}`);
  };
}
