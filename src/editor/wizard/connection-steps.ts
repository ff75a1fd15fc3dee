import { l10n, type QuickPickItem, window } from "vscode";
import type { Field, System, Value } from "../../core/contract";
import type { Mend } from "../../core/doctor/step";
import { showExamination } from "../doctor/doctor";
import { plain } from "../plain";
import { words } from "../reader";
import type { Services } from "../services";
import { checkConnection, type Draft, type DraftConnection, freeName } from "./draft";
import { askField, type Suggestion, written } from "./fields";
import type { Step } from "./steps";

interface Item extends QuickPickItem {
  readonly go: () => Promise<Step | undefined>;
}

/** Asks for what a connection needs, then shows its menu. */
export function addConnectionSteps(services: Services, draft: Draft, system: System, title: string, then: Step): Step {
  const connection: DraftConnection = { system, name: freeName(draft, system), values: {}, secrets: {} };
  Object.assign(connection.values, requiredValues(system));
  const menu = connectionMenu(services, draft, connection, title, then);
  const add: Step = async (ask) => {
    if (!draft.connections.includes(connection)) draft.connections.push(connection);
    return menu(ask);
  };
  return system.fields
    .filter((field) => !field.advanced)
    .reduceRight<Step>((next, field) => fieldStep(connection, field, title, next), add);
}

/** What is proposed: the developer's own machine. */
function requiredValues(system: System): Record<string, Value> {
  return Object.fromEntries(Object.entries(system.localhost.values));
}

export function fieldStep(
  connection: DraftConnection,
  field: Field,
  title: string,
  next: Step,
  suggestion?: Suggestion,
): Step {
  return async (ask) => {
    const secret = field.type === "secret";
    const before = secret ? undefined : connection.values[field.name];
    const value = await askField(
      ask,
      `${title}: ${connection.system.title} › ${words(field.label)}`,
      field,
      before,
      (typed) => (secret ? undefined : fieldProblem(connection, field, typed)),
      suggestion,
    );
    if (secret) {
      if (typeof value === "string") connection.secrets[field.name] = value;
    } else if (value === undefined) delete connection.values[field.name];
    else connection.values[field.name] = value;
    return next;
  };
}

function fieldProblem(connection: DraftConnection, field: Field, value: Value | undefined): string | undefined {
  const values = { ...connection.values };
  if (value === undefined) delete values[field.name];
  else values[field.name] = value;
  const own = checkConnection({ ...connection, values }, "user").problems.find((problem) =>
    problem.field.endsWith(`.${field.name}`),
  );
  return own && `${words(field.label)} ${words(own.why)}`;
}

/** Test, change or remove one connection. */
export function connectionMenu(
  services: Services,
  draft: Draft,
  connection: DraftConnection,
  title: string,
  then: Step,
): Step {
  const menu: Step = async (ask) => {
    const { system } = connection;
    const done: Item = { label: `$(check) ${l10n.t("Done")}`, go: async () => then };
    const items: Item[] = [
      done,
      {
        label: `$(debug-start) ${l10n.t("Test Connection")}`,
        go: async () => {
          const mend = await testDraft(services, draft, connection);
          const field = system.fields.find(({ name }) => name === mend?.field);
          return field ? fieldStep(connection, field, title, menu, mend?.suggestion) : menu;
        },
      },
      ...system.fields.map(
        (field): Item => ({
          label: `$(edit) ${words(field.label)}`,
          description:
            field.type === "secret"
              ? connection.secrets[field.name]
                ? "•••"
                : ""
              : plain(written(connection.values[field.name])),
          go: async () => fieldStep(connection, field, title, menu),
        }),
      ),
      {
        label: `$(tag) ${l10n.t("Name")}`,
        description: plain(connection.name ?? system.id),
        go: async () => async (inner) => {
          const name = await inner.text({
            title,
            prompt: l10n.t("Tells two connections of a kind apart"),
            value: connection.name ?? system.id,
          });
          connection.name = name.trim() || undefined;
          return menu;
        },
      },
      {
        label: `$(trash) ${l10n.t("Remove")}`,
        go: async () => {
          draft.connections = draft.connections.filter((other) => other !== connection);
          return then;
        },
      },
    ];
    const chosen = await ask.pick(`${title}: ${system.title}`, l10n.t("Test it, change it, or go on"), items, done);
    return chosen.go();
  };
  return menu;
}

/** Answers what the person wants to mend. A stranger's connection is asked about first, as everywhere. */
async function testDraft(
  { host, consent }: Services,
  draft: Draft,
  connection: DraftConnection,
): Promise<Mend | undefined> {
  const { checked, problems } = checkConnection(connection, draft.origin);
  const { system } = connection;
  if (!checked) {
    const problem = problems[0];
    await window.showErrorMessage(
      plain(problem ? `${problem.field} ${words(problem.why)}` : l10n.t("This connection cannot be used.")),
    );
    return undefined;
  }
  const access = checked.foreign ? checked.profile.access : draft.access;
  const candidate = { ...checked, profile: { id: "draft", name: draft.name, access } };
  if (!(await consent.request(candidate))) return undefined;
  const secrets = (field: string) => connection.secrets[field];
  const { next } = await showExamination(host, { system, connection: candidate, secrets });
  return next.do === "mend" ? next.mend : undefined;
}
