import type { Answers, EditInput } from "../../core/edit";

/** Who answers a question; undefined: does not want to go on. */
export interface Asker {
  ask(input: EditInput, step: Step): Promise<Answer | undefined>;
}

/** `value` is absent where an optional input was left out. */
export interface Answer {
  readonly value?: Answers[string];
}

export interface Step {
  /** 1 for the first question */
  readonly number: number;
  /** undefined while it depends on the answers how many there are */
  readonly of?: number;
}

/**
 * Asks one question after the other, but those that are answered already or need none.
 * @returns undefined when it was cancelled: nothing is done then
 */
export async function askAll(
  inputs: readonly EditInput[],
  asker: Asker,
  given: Answers = {},
): Promise<Answers | undefined> {
  const answers: Record<string, Answers[string]> = { ...given };
  const open = inputs.filter(({ name }) => !(name in given));
  const of = open.some(({ onlyIf }) => onlyIf) ? undefined : open.length;
  let number = 0;
  for (const input of open) {
    if (input.onlyIf && !input.onlyIf(answers)) continue;
    const answer = await asker.ask(input, { number: ++number, ...(of === undefined ? {} : { of }) });
    if (!answer) return undefined;
    if (answer.value !== undefined) answers[input.name] = answer.value;
  }
  return answers;
}

/** Why a typed text is not good, whatever the input's own check says of it. */
export function problemOf(input: EditInput, typed: string): ReturnType<NonNullable<EditInput["check"]>> {
  return typed === "" && input.optional ? undefined : input.check?.(typed);
}
