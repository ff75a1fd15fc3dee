import { join } from "node:path";

/** Where things lie in the repository; `.local` is ignored by git and may be deleted at any time. */
export const REPOSITORY = join(__dirname, "..", "..");

export const LOCAL = join(REPOSITORY, ".local");

/** Jars and programs that were fetched: worth keeping. */
export const LIBS = join(LOCAL, "lib");

/** The data of the cluster that `npm start` and `npm run servers` start. */
export const CLUSTER = join(LOCAL, "cluster");
