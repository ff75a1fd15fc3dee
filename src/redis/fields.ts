import type { Field } from "../core/contract";
import { LOCK_CONVENTIONS, LOCK_MASTERS, LOCK_PATTERNS } from "../core/lock-settings";
import { text } from "../core/text";

/** What a Redis connection of a profile may say. */
export const fields: readonly Field[] = [
  {
    name: "url",
    type: "text",
    label: text("URL"),
    help: text("Where the server listens: redis://host:port/db, rediss:// for TLS, or unix:///path of a socket."),
    required: true,
    placeholder: "redis://localhost:6379",
  },
  {
    name: "user",
    type: "text",
    label: text("User"),
    help: text("The name of the ACL user. Without it, the user “default” is taken."),
    placeholder: "default",
  },
  {
    name: "password",
    type: "secret",
    label: text("Password"),
    help: text("The password of the user, or the server's own. Leave it empty where none is needed."),
  },
  {
    name: "delimiter",
    type: "text",
    label: text("Delimiter"),
    help: text("What separates the names of keys into namespaces on this connection; without it, the setting is used."),
    placeholder: ":",
    advanced: true,
  },
  {
    name: "ca",
    type: "file",
    label: text("Certificate authority"),
    help: text("A PEM file with the authority that signed the server's certificate, where it is one of your own."),
    advanced: true,
  },
  {
    name: "cert",
    type: "file",
    label: text("Client certificate"),
    help: text("A PEM file with your certificate, where the server asks for one."),
    advanced: true,
  },
  {
    name: "key",
    type: "file",
    label: text("Client key"),
    help: text("A PEM file with the private key of your certificate."),
    advanced: true,
  },
  {
    name: "serverName",
    type: "text",
    label: text("Name in the certificate"),
    help: text("The name that the server's certificate is made out to, where it is not the URL's host (a tunnel)."),
    advanced: true,
  },
  {
    name: "master",
    type: "text",
    label: text("Master of the Sentinels"),
    help: text("The name of the master that Sentinels watch. The URL is then one of the Sentinels."),
    placeholder: "mymaster",
    advanced: true,
  },
  {
    name: "sentinels",
    type: "list",
    label: text("Other Sentinels"),
    help: text("The other Sentinels, as host:port; they are asked when the first does not answer."),
    placeholder: "sentinel2:26379",
    advanced: true,
  },
  {
    name: "sentinelUser",
    type: "text",
    label: text("User of the Sentinels"),
    help: text("The ACL user of the Sentinels, where they ask for one."),
    advanced: true,
  },
  {
    name: "sentinelPassword",
    type: "secret",
    label: text("Password of the Sentinels"),
    help: text("The password of the Sentinels, where they ask for one."),
    advanced: true,
  },
  {
    name: "natMap",
    type: "map",
    label: text("Addresses of nodes"),
    help: text(
      "Where the nodes of a cluster (or the master of Sentinels) are reached from here, when the addresses that they announce lead nowhere: host:port to host:port.",
    ),
    placeholder: "10.0.0.1:6379",
    advanced: true,
  },
  {
    name: LOCK_MASTERS,
    type: "list",
    label: text("Lock masters"),
    help: text(
      "The independent masters on which a Redlock is kept, all of them, as URLs: a quorum is more than half of these. They are reached with the user, the password and the certificates of this connection. Without them, locks are looked for on the connection's own server.",
    ),
    placeholder: "redis://redis-1:6379",
    advanced: true,
  },
  {
    name: LOCK_PATTERNS,
    type: "list",
    label: text("Lock names"),
    help: text(
      "Patterns, with * and ?, of the names of keys that are locks; a name without these is looked up directly.",
    ),
    placeholder: "locks:*",
    advanced: true,
  },
  {
    name: LOCK_CONVENTIONS,
    type: "map",
    label: text("Lock conventions of your own"),
    help: text(
      "For each pattern of names, the type of the key and where the holder and the fencing token are: “string {holder}:{fencing}”, “json holder:owner.id”, “hash holder:owner fencing:epoch”.",
    ),
    placeholder: "jobs:*",
    advanced: true,
  },
];
