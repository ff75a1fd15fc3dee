import { connect } from "node:net";

/** True when something on this machine accepts connections at the port. One try, at most `ms` long. */
export function probe(port: number, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "localhost", port, autoSelectFamily: true });
    const timer = setTimeout(() => answer(false), ms);
    const onAbort = () => answer(false);
    const answer = (yes: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
