import { type Address, formatAddress } from "../../core/address";
import type { Edit } from "../../core/edit";
import { Failure } from "../../core/failure";
import { text, verbatim } from "../../core/text";
import { addressOfRow, type Row } from "../tree/rows";

/** The kind that an edit knows a row by; undefined for a row that only speaks of others. */
function kindOf(row: Row): string | undefined {
  if (row.type === "connection") return "connection";
  return row.type === "node" ? row.node.kind : undefined;
}

export const fits = (edit: Edit, row: Row): boolean => edit.on.includes(kindOf(row) ?? "");

/**
 * What an edit is about: the row whose menu was used, with the others where it is one of several that are selected;
 * without such a row what is selected. Empty where nothing of it fits.
 * @throws a failure "invalid" where only a part of what is meant fits
 */
export function targetsOf(edit: Edit, clicked: Row | undefined, selected: readonly Row[]): readonly Address[] {
  const meant = clicked && !selected.includes(clicked) ? [clicked] : selected;
  const fitting = meant.filter((row) => fits(edit, row));
  const [first] = fitting;
  if (!first) return [];
  if (!edit.many) {
    if (clicked) return fits(edit, clicked) ? [addressOfRow(clicked)] : [];
    return meant.length === 1 ? [addressOfRow(first)] : [];
  }
  const misfit = meant.find((row) => !fits(edit, row));
  if (misfit) throw onlyPart(misfit);
  const targets = fitting.map(addressOfRow);
  const stranger = targets.find((target) => !sameConnection(target, addressOfRow(first)));
  if (stranger) throw twoConnections(addressOfRow(first), stranger);
  return targets;
}

const sameConnection = (one: Address, other: Address): boolean =>
  one.profile === other.profile && one.connection === other.connection;

const onlyPart = (row: Row): Failure =>
  new Failure({
    code: "invalid",
    what: text("This cannot be done with {0}, which is selected, too.", verbatim(formatAddress(addressOfRow(row)))),
    fix: text("Select only rows with which it can be done."),
  });

const twoConnections = (one: Address, other: Address): Failure =>
  new Failure({
    code: "invalid",
    what: text(
      "Two connections are selected, {0} and {1}.",
      verbatim(`${one.profile} › ${one.connection}`),
      verbatim(`${other.profile} › ${other.connection}`),
    ),
    fix: text("Select rows of one connection."),
  });
