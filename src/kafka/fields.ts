import type { Field } from "../core/contract";
import { text } from "../core/text";

export const MECHANISMS = ["plain", "scram-sha-256", "scram-sha-512", "oauthbearer"] as const;
export type Mechanism = (typeof MECHANISMS)[number];

/** What a Kafka connection of a profile may say. */
export const fields: readonly Field[] = [
  {
    name: "brokers",
    type: "list",
    label: text("Brokers"),
    help: text("Some brokers of the cluster, as host:port; the others are found through them."),
    required: true,
    placeholder: "localhost:9092",
  },
  {
    name: "ssl",
    type: "boolean",
    label: text("TLS"),
    help: text("Whether the brokers speak TLS at these ports (SSL or SASL_SSL in Kafka's words)."),
    fallback: false,
  },
  {
    name: "sasl",
    type: "text",
    label: text("Login"),
    help: text("The SASL mechanism, where the brokers ask for a login."),
    options: MECHANISMS,
  },
  {
    name: "user",
    type: "text",
    label: text("User"),
    help: text("The name to log in with."),
  },
  {
    name: "password",
    type: "secret",
    label: text("Password"),
    help: text("The password of the user, for plain and scram."),
  },
  {
    name: "token",
    type: "secret",
    label: text("Token"),
    help: text("The bearer token, for oauthbearer."),
    advanced: true,
  },
  {
    name: "hostMap",
    type: "map",
    label: text("Addresses of brokers"),
    help: text(
      "Where brokers are reached from here, when the addresses that the cluster announces lead nowhere: host:port to host:port.",
    ),
    placeholder: "kafka:9092",
    advanced: true,
  },
  {
    name: "ca",
    type: "file",
    label: text("Certificate authority"),
    help: text("A PEM file with the authority that signed the brokers' certificates, where it is one of your own."),
    advanced: true,
  },
  {
    name: "cert",
    type: "file",
    label: text("Client certificate"),
    help: text("A PEM file with your certificate, where the brokers ask for one."),
    advanced: true,
  },
  {
    name: "key",
    type: "file",
    label: text("Client key"),
    help: text("A PEM file with the private key of your certificate."),
    advanced: true,
  },
];
