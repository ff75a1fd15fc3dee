import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { SentEnd, SentLog } from "../core/sent";

/** Takes down one request when it is over. A socket serves one request at a time, so its bytes are the request's own. */
export function takeDown(request: ClientRequest, log: SentLog, place: string, operation: string): void {
  const ended = log.begin(place, operation);
  let traffic = (): Pick<SentEnd, "sent" | "received"> => ({});
  let answer: IncomingMessage | undefined;
  request.once("socket", (socket: Socket) => {
    const { bytesWritten, bytesRead } = socket;
    traffic = () => ({ sent: socket.bytesWritten - bytesWritten, received: socket.bytesRead - bytesRead });
  });
  request.once("response", (message) => {
    answer = message;
  });
  request.once("close", () => ended({ ...traffic(), ...outcomeOf(answer) }));
}

function outcomeOf(answer: IncomingMessage | undefined): Pick<SentEnd, "outcome" | "code"> {
  const status = answer?.statusCode;
  // An answer that we did not want to the end has no error; one that broke off has.
  if (status === undefined || answer?.errored) return { outcome: "unanswered" };
  return status < 400 ? { outcome: "answered" } : { outcome: "refused", code: `${status}` };
}
