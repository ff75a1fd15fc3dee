import { once } from "node:events";
import type { ClientRequest, OutgoingHttpHeaders } from "node:http";

/** Bytes of a known length that are sent as they are read. */
export interface Body {
  readonly chunks: () => AsyncIterable<Uint8Array>;
  readonly headers: OutgoingHttpHeaders;
  /** bytes that have been handed to the socket, each time that it takes some */
  readonly sent: (bytes: number) => void;
}

export const bodyOf = (length: number, chunks: Body["chunks"], sent: Body["sent"]): Body => ({
  chunks,
  sent,
  headers: { "content-type": "application/octet-stream", "content-length": length, expect: "100-continue" },
});

/** milliseconds for which a server is given the chance to refuse before the bytes come */
const GRACE = 1_000;

/**
 * Sends the body as fast as the socket takes it, once the server says "100 Continue" or has said nothing for a while: a
 * DataNode refuses before that, and its words would be lost behind a broken pipe. What goes wrong destroys the request.
 */
export function sendBody(request: ClientRequest, body: Body, moved: (grace?: number) => void): void {
  let answered = false;
  request.once("response", () => {
    answered = true;
  });
  const over = () => answered || request.destroyed;
  const send = async () => {
    await welcome(request);
    moved();
    if (over()) return;
    let handed = 0;
    for await (const chunk of body.chunks()) {
      if (over()) return;
      if (!request.write(chunk)) await taken(request);
      if (over()) return;
      moved();
      handed += chunk.length;
      body.sent(chunk.length);
    }
    request.end();
    moved(tail(handed));
  };
  send().catch((error: unknown) => request.destroy(error instanceof Error ? error : new Error(String(error))));
}

/** Milliseconds for which the last bytes may be on their way from the system's buffer, of about 4 MiB, on a slow line. */
const tail = (handed: number): number => Math.min(handed, 4 * 1024 * 1024) / 128;

function welcome(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GRACE);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    for (const event of ["continue", "response", "close"]) request.once(event, done);
  });
}

/** Until there is room again, or nobody wants more. */
async function taken(request: ClientRequest): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const events = ["drain", "response", "close"].map((event) => once(request, event, { signal }));
  try {
    await Promise.race(events);
  } finally {
    over.abort();
    await Promise.allSettled(events);
  }
}
