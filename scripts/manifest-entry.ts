/** The beginning of the ids of all commands, views and settings. */
export const ID = "clusterObserver";

export type Json = string | number | boolean | Json[] | { [key: string]: Json };
export type Entry = { [key: string]: Json };
