import type { System, Values } from "../core/contract";
import { LOCK_MASTERS, lockSettingsProblem, readLockSettings } from "../core/lock-settings";
import { type Text, text } from "../core/text";
import { withoutLogin } from "../core/without-login";
import { urlDoors } from "./doors";
import { EDITS_OF_REDIS } from "./edits/list";
import { fields } from "./fields";
import { parseTyped } from "./go-to";
import { isLocation, parseHostPort, parseUrl, placeOf } from "./url";

export const redis: System = {
  id: "redis",
  title: "Redis",
  fields,
  doors: urlDoors,
  offers: ["locks"],
  edits: EDITS_OF_REDIS,
  localhost: { port: 6379, values: { url: "redis://localhost:6379" } },
  goTo: [
    {
      id: "goToKey",
      title: text("Go to Key…"),
      help: text("A key of database 0, or with its database: 3/app:user:42. A * at the end: all keys that begin so."),
      placeholder: "app:user:42",
      parse: parseTyped,
    },
  ],

  /** The masters of the locks are part of it: they get the password, too, and nobody may add one behind its owner's back. */
  endpoint(values) {
    const own = placeIn(String(values.url ?? ""));
    return [
      own,
      ...readLockSettings(values)
        .masters.map(placeIn)
        .filter((place) => place !== own),
    ].join(", ");
  },

  check(values) {
    const url = String(values.url ?? "");
    const location = parseUrl(url);
    if (!isLocation(location)) return isLater(url) ? undefined : { field: "url", why: location };
    return checkTls(values, location.tls) ?? checkSentinels(values) ?? checkNatMap(values) ?? checkLocks(values);
  },

  async open(connection, context, signal) {
    const { openSession } = await import("./session");
    return openSession(connection, context, signal);
  },
};

type Problem = { readonly field: string; readonly why: Text } | undefined;

/** What an environment variable stands for is known only later; a password beside it is not excused. */
const isLater = (url: string): boolean => url.includes("${env:") && !url.includes("@");

function placeIn(url: string): string {
  const location = parseUrl(url);
  return isLocation(location) ? placeOf(location) : url;
}

const given = (values: Values, field: string): boolean => values[field] !== undefined && values[field] !== "";

function checkTls(values: Values, tls: boolean): Problem {
  for (const field of ["ca", "cert", "key", "serverName"]) {
    if (given(values, field) && !tls) return { field, why: text("is for TLS only: write {0} in the URL", "rediss://") };
  }
  if (given(values, "cert") !== given(values, "key")) {
    const field = given(values, "cert") ? "key" : "cert";
    return { field, why: text("is missing: a client certificate and its key belong together") };
  }
  return undefined;
}

function checkSentinels(values: Values): Problem {
  const sentinels = Array.isArray(values.sentinels) ? values.sentinels : [];
  for (const [index, sentinel] of sentinels.entries()) {
    if (!parseHostPort(String(sentinel), 26379)) {
      return { field: `sentinels[${index}]`, why: text("must look like {0}", "sentinel2:26379") };
    }
  }
  if (sentinels.length && !given(values, "master")) {
    return { field: "master", why: text("is missing: Sentinels are asked for a master by its name") };
  }
  return undefined;
}

function checkNatMap(values: Values): Problem {
  for (const [from, to] of Object.entries(values.natMap ?? {})) {
    if (parseHostPort(from) && parseHostPort(String(to))) continue;
    const entry = `${withoutLogin(from)} → ${withoutLogin(String(to))}`;
    return { field: "natMap", why: text("must hold host:port to host:port, not {0}", entry) };
  }
  return undefined;
}

function checkLocks(values: Values): Problem {
  const problem = lockSettingsProblem(values);
  if (problem) return problem;
  const places = new Map<string, string>();
  for (const [index, url] of readLockSettings(values).masters.entries()) {
    const location = parseUrl(url);
    const field = `${LOCK_MASTERS}[${index}]`;
    if (!isLocation(location)) {
      if (isLater(url)) continue;
      return { field, why: location };
    }
    const place = placeOf(location);
    const same = places.get(place);
    // A quorum counts servers: one that is named twice would have two votes.
    if (same !== undefined) return { field, why: text("is the same master as {0}", same) };
    places.set(place, url);
  }
  return undefined;
}
