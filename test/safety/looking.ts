import { setMaxListeners } from "node:events";

export const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);
