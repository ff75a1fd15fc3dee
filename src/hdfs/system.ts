import type { System } from "../core/contract";
import { text } from "../core/text";
import { nameNodeDoors } from "./doors";
import { EDITS_OF_HDFS } from "./edits/list";
import { hostMapProblem, hostPort, isEndpoint, parseEndpoint } from "./endpoint";
import { parseTyped } from "./go-to";

export const hdfs: System = {
  id: "hdfs",
  title: "HDFS",
  fields: [
    {
      name: "url",
      type: "text",
      label: text("URL"),
      help: text("The web address of the NameNode, or of a gateway such as Knox or HttpFS."),
      required: true,
      placeholder: "http://localhost:9870",
    },
    {
      name: "user",
      type: "text",
      label: text("User"),
      help: text("Who you are for HDFS. Without it, HDFS uses its default web user, who may see little."),
      placeholder: "hadoop",
    },
    {
      name: "standby",
      type: "list",
      label: text("Other NameNodes"),
      help: text("The URLs of the other NameNodes of a cluster with high availability; the active one is found."),
      placeholder: "http://namenode2:9870",
      advanced: true,
    },
    {
      name: "hostMap",
      type: "map",
      label: text("Hosts of DataNodes"),
      help: text(
        "Where DataNodes are reached from here, when the names that the NameNode gives lead nowhere: host or host:port to host or host:port.",
      ),
      placeholder: "datanode:9864",
      advanced: true,
    },
    {
      name: "token",
      type: "secret",
      label: text("Delegation token"),
      help: text("For a cluster with Kerberos: what “hdfs fetchdt --print” or GETDELEGATIONTOKEN gives."),
      advanced: true,
    },
    {
      name: "ca",
      type: "file",
      label: text("Certificate authority"),
      help: text("A PEM file with the authority that signed the servers' certificates, where it is one of your own."),
      advanced: true,
    },
  ],
  goTo: [
    {
      id: "goToPath",
      title: text("Go to Path…"),
      help: text("A path in HDFS, from the root"),
      placeholder: "/user/hadoop",
      parse: parseTyped,
    },
  ],
  edits: EDITS_OF_HDFS,
  doors: nameNodeDoors,
  localhost: { port: 9870, values: { url: "http://localhost:9870" } },

  endpoint(values) {
    const endpoint = parseEndpoint(String(values.url ?? ""));
    return isEndpoint(endpoint) ? hostPort(endpoint) : String(values.url ?? "");
  },

  check(values) {
    const endpoint = parseEndpoint(String(values.url ?? ""));
    if (!isEndpoint(endpoint)) return { field: "url", why: endpoint };
    for (const [index, url] of (Array.isArray(values.standby) ? values.standby : []).entries()) {
      const other = parseEndpoint(String(url));
      if (!isEndpoint(other)) return { field: `standby[${index}]`, why: other };
    }
    const why = hostMapProblem(values.hostMap);
    return why && { field: "hostMap", why };
  },

  async open(connection, context, signal) {
    const { openSession } = await import("./session");
    return openSession(connection, context, signal);
  },
};
