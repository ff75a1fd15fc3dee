import { createClient, type WebHDFS } from "webhdfs";
import { type Path, splitPath } from "./path";

/** Answers one metadata operation: `path` as its components, the result is the JSON of a good answer. */
export type Send = (
  method: string,
  operation: string,
  path: Path,
  params: Readonly<Record<string, string>>,
) => Promise<unknown>;

/**
 * The package's client on a transport of ours: both of its seams are replaced, so none of its own requests is ever made.
 * One for each question, because a question has its own deadline and signal.
 */
export function packageClient(send: Send): WebHDFS {
  const client = createClient({ path: "" });
  const questions = new Map<string, Parameters<Send> extends [string, ...infer Rest] ? Rest : never>();

  client._getOperationEndpoint = (operation, path, params = {}) => {
    const ticket = `${questions.size}`;
    questions.set(ticket, [operation.toUpperCase(), splitPath(path), params]);
    return ticket;
  };

  client._sendRequest = (method, ticket, ...rest) => {
    const callback = rest.length === 1 ? rest[0] : rest[1];
    const question = questions.get(ticket);
    const answer = question ? send(method, ...question) : Promise.reject(new Error(`no request ${ticket}`));
    // The package looks into the body without asking whether it is an object: what it throws is an error of the answer.
    answer.then((body) => callback(null, { body }, body)).catch((error: unknown) => callback(error));
  };

  return client;
}
