import { MarkdownString } from "vscode";
import { shown } from "../../core/bytes";
import type { Fact, Node } from "../../core/contract";
import { type Failure, isFailure } from "../../core/failure";
import type { SessionPool } from "../../core/sessions";
import { words } from "../reader";
import { addressOfRow, type ParentRow } from "./rows";

/** What is shown when the pointer rests on a row. Server data goes in as text: never as markdown, link or command. */
export async function tooltipOf(
  row: ParentRow,
  pool: SessionPool,
  signal: AbortSignal,
  more: (node: Node) => readonly Fact[] = () => [],
): Promise<MarkdownString | undefined> {
  // Hovering must not be what opens a connection.
  if (row.type === "connection") return connectionTooltip(row, pool, signal);
  const address = addressOfRow(row);
  const { node } = row;
  try {
    const facts = await pool.run(address, signal, (session, inner) => session.describe(address, inner));
    return factsTooltip(node.name ?? node.label, [...more(node), ...facts]);
  } catch (error) {
    return isFailure(error) ? failureTooltip(error) : undefined;
  }
}

async function connectionTooltip(
  row: Extract<ParentRow, { type: "connection" }>,
  pool: SessionPool,
  signal: AbortSignal,
) {
  const state = pool.state(row.connection);
  if (state.state === "failed") return failureTooltip(state.failure);
  if (state.state !== "connected") return undefined;
  try {
    const facts = await pool.run(addressOfRow(row), signal, (session, inner) => session.check(inner));
    return factsTooltip(`${row.connection.profile.name} › ${row.connection.name}`, facts);
  } catch (error) {
    return isFailure(error) ? failureTooltip(error) : undefined;
  }
}

export function factsTooltip(title: string, facts: readonly Fact[]): MarkdownString {
  const markdown = new MarkdownString().appendMarkdown("**").appendText(shown(title)).appendMarkdown("**");
  for (const { label, value } of facts) {
    markdown.appendMarkdown("\n\n").appendText(`${words(label)}: ${words(value)}`);
  }
  return markdown;
}

export function failureTooltip(failure: Failure): MarkdownString {
  const markdown = new MarkdownString();
  for (const part of [failure.what, failure.why, failure.fix]) {
    if (part) markdown.appendText(words(part)).appendMarkdown("\n\n");
  }
  return markdown;
}
