import {
  type Disposable,
  type QuickInput,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPickItem,
  window,
} from "vscode";

import { plain } from "../plain";

/** A question. It answers with the next question, or with nothing at the end. */
export type Step = (ask: Ask) => Promise<Step | undefined>;

class GoBack extends Error {}
class Cancelled extends Error {}

export interface InputQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** why the text cannot be taken, or nothing */
  readonly validate?: (value: string) => string | undefined;
}

/** Asks one question at a time; every question but the first has a Back button. */
export class Ask {
  constructor(private readonly canGoBack: boolean) {}

  text(question: InputQuestion): Promise<string> {
    return this.show((done) => {
      const box = window.createInputBox();
      box.title = question.title;
      box.prompt = question.prompt;
      box.value = question.value ?? "";
      box.placeholder = question.placeholder;
      box.password = question.password ?? false;
      const check = () => {
        const problem = question.validate?.(box.value);
        // A box makes links and icons of what it says, and a value may be a stranger's.
        box.validationMessage = problem === undefined ? undefined : plain(problem);
        return problem === undefined;
      };
      box.onDidChangeValue(() => {
        // A text is not called wrong while it is still being typed for the first time.
        if (box.validationMessage) check();
      });
      box.onDidAccept(() => check() && done(box.value));
      return box;
    });
  }

  pick<T extends QuickPickItem>(title: string, placeholder: string, items: readonly T[], active?: T): Promise<T> {
    return this.show((done) => {
      const box = window.createQuickPick<T>();
      box.title = title;
      box.placeholder = placeholder;
      box.items = items;
      box.matchOnDescription = true;
      if (active) box.activeItems = [active];
      box.onDidAccept(() => {
        const chosen = box.selectedItems[0];
        if (chosen) done(chosen);
      });
      return box;
    });
  }

  private show<T>(make: (done: (value: T) => void) => QuickInput & Stepwise): Promise<T> {
    return new Promise((resolve, reject) => {
      const box = make((value) => {
        resolve(value);
        box.dispose();
      });
      box.ignoreFocusOut = true;
      box.buttons = this.canGoBack ? [QuickInputButtons.Back] : [];
      box.onDidTriggerButton(() => {
        reject(new GoBack());
        box.dispose();
      });
      box.onDidHide(() => {
        reject(new Cancelled());
        box.dispose();
      });
      box.show();
    });
  }
}

interface Stepwise {
  buttons: readonly QuickInputButton[];
  onDidTriggerButton(listener: (button: QuickInputButton) => void): Disposable;
}

/** Runs the questions in turn. True at the end, false when the user left. */
export async function runSteps(first: Step): Promise<boolean> {
  const asked: Step[] = [];
  let current: Step | undefined = first;
  while (current) {
    try {
      const next: Step | undefined = await current(new Ask(asked.length > 0));
      if (next !== asked.at(-1)) asked.push(current);
      else asked.pop();
      current = next;
    } catch (error) {
      if (error instanceof Cancelled) return false;
      if (!(error instanceof GoBack)) throw error;
      current = asked.pop();
    }
  }
  return true;
}
