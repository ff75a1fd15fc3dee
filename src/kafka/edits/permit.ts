import type { Access } from "../../core/contract";
import { Failure } from "../../core/failure";
import { text } from "../../core/text";
import type { ApiName } from "../protocol/messages";

/** All that an edit may ever send. Group coordinators are found by ListGroups, so FindCoordinator is not among them. */
export const EDITS = ["CreateTopics", "DeleteTopics", "OffsetCommit", "Produce"] as const satisfies readonly ApiName[];

export type EditApi = (typeof EDITS)[number];

/** What one connection may send beside looking. */
export type Permit = ReadonlySet<ApiName>;

export const NOTHING: Permit = new Set<ApiName>();

/** Permits one kind of request for one edit. Throws a failure "forbidden" where the profile only observes. */
export function permitFor(access: Access, api: EditApi): Permit {
  if (access === "edit") return new Set<ApiName>([api]);
  throw new Failure({ code: "forbidden", what: text("{0} was not sent to Kafka: only looking is allowed.", api) });
}

/** Whether a request changes something, so that it must not be sent again where its outcome is not known. */
export const mayEdit = (api: ApiName, permit: Permit = NOTHING): boolean => permit.has(api);
