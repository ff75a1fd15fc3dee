import { shown } from "../../../core/bytes";
import { type Reader, render } from "../../../core/render";
import { count, duration, type Text, text, time, verbatim } from "../../../core/text";
import type { Holder, HolderPart, LockSnapshot, LockStatus } from "../../../locks/snapshot";
import type { Cell, Row, Section } from "../../../panel/protocol";
import { NONE } from "./lock-figures";

/** Who holds it, with the parts that the library wrote; none where nothing is known of them but what identifies them. */
export function holderTable(holders: readonly Holder[], reader: Reader): Section[] {
  const isPlain = ({ mode, count: times, until, parts }: Holder) =>
    mode === undefined && times === undefined && until === undefined && parts.length === 0;
  if (holders.every(isPlain)) return [];
  const said = (sentence: Text): string => render(sentence, reader);
  return [
    {
      kind: "table",
      id: "holders",
      title: said(text("Holders")),
      columns: [
        { id: "holder", label: said(text("Holder")), grow: 3, minWidth: 140, sortable: true },
        { id: "mode", label: said(text("Mode")), minWidth: 70, sortable: true },
        { id: "count", label: said(text("Acquired")), align: "end", minWidth: 80, sortable: true },
        { id: "until", label: said(text("Until")), align: "end", minWidth: 90, sortable: true },
        { id: "parts", label: said(text("Says of Itself")), grow: 4, minWidth: 140 },
      ],
      rows: holders.map((holder) => holderRow(holder, reader)),
    },
  ];
}

function holderRow({ id, mode, count: times, until, parts }: Holder, reader: Reader): Row {
  const said = (sentence: Text): string => render(sentence, reader);
  const none = muted(said(NONE));
  return {
    id,
    cells: {
      holder: shown(id),
      mode: mode === undefined ? none : said(mode === "read" ? text("read") : text("write")),
      count: times === undefined ? none : { text: said(count(times)), sort: times },
      until: until === undefined ? none : { text: said(time(until)), sort: until },
      parts: parts.map((part) => said(text("{0}: {1}", PARTS[part.part], partValue(part)))).join(" · ") || none,
    },
  };
}

const partValue = ({ part, value }: HolderPart): Text =>
  part === "since" && typeof value === "number" ? time(value) : verbatim(shown(`${value}`));

const PARTS: Readonly<Record<HolderPart["part"], Text>> = {
  uuid: text("UUID"),
  thread: text("thread"),
  host: text("host"),
  pid: text("process"),
  owner: text("owner"),
  since: text("since"),
  token: text("token"),
  job: text("job"),
  permit: text("permit"),
  path: text("path"),
  session: text("session"),
};

/** The connections that are surely the holders': as `CLIENT LIST` has them. */
export function clientTable(holders: readonly Holder[], reader: Reader): Section[] {
  const said = (sentence: Text): string => render(sentence, reader);
  const rows = holders.flatMap(({ id, client }) => (client ? [{ id, client }] : []));
  if (!rows.length) return [];
  return [
    {
      kind: "table",
      id: "clients",
      title: said(text("Connections of the Holders")),
      columns: [
        { id: "address", label: said(text("Address")), grow: 2, minWidth: 120, sortable: true },
        { id: "name", label: said(text("Name")), grow: 3, minWidth: 120, sortable: true },
        { id: "library", label: said(text("Library")), grow: 1, minWidth: 90, sortable: true },
        { id: "age", label: said(text("Connected For")), align: "end", minWidth: 90, sortable: true },
        { id: "command", label: said(text("Last Command")), grow: 1, minWidth: 90, sortable: true },
        { id: "holder", label: said(text("Holder")), grow: 2, minWidth: 120, sortable: true },
      ],
      rows: rows.map(({ id, client }) => ({
        id: `${id} ${client.id}`,
        cells: {
          address: shown(client.address),
          name: shown(client.name ?? "") || muted(said(NONE)),
          library: shown(client.library ?? "") || muted(said(NONE)),
          age: client.age === undefined ? muted(said(NONE)) : { text: said(duration(client.age)), sort: client.age },
          command: shown(client.command ?? "") || muted(said(NONE)),
          holder: shown(id),
        },
      })),
    },
  ];
}

/** Those who wait, in their order and with their deadlines, where the library leaves them. */
export function queueSection({ waiters, masters }: LockStatus, snapshot: LockSnapshot, reader: Reader): Section {
  const said = (sentence: Text): string => render(sentence, reader);
  const title = said(text("Waiters"));
  const line = (sentence: Text): Section => ({
    kind: "sentences",
    id: "queue",
    title,
    lines: [{ text: said(sentence) }],
  });
  if (waiters === "unknown") {
    return line(text("Unknown: those who wait for a lock of this kind leave no trace at the server."));
  }
  if (!waiters.order) {
    const { count: number, exact } = waiters;
    return line(exact ? text("Waiting: {0}", count(number)) : text("Waiting: at least {0}", count(number)));
  }
  // Deadlines are by the server's clock.
  const [first] = masters;
  const ahead = snapshot.masters.find(({ id }) => id === first?.master)?.clock?.offset ?? 0;
  return {
    kind: "table",
    id: "queue",
    title,
    columns: [
      { id: "place", label: said(text("Place")), align: "end", minWidth: 60, sortable: true },
      { id: "waiter", label: said(text("Waiter")), grow: 4, minWidth: 140, sortable: true },
      { id: "deadline", label: said(text("Passed Over In")), align: "end", minWidth: 110, sortable: true },
    ],
    rows: waiters.order.map(({ id, deadline }, index) => ({
      id: `${index} ${id}`,
      cells: {
        place: { text: said(count(index + 1)), sort: index },
        waiter: shown(id),
        deadline:
          deadline === undefined
            ? muted(said(NONE))
            : { kind: "countdown", to: Math.round(deadline - ahead), title: said(time(deadline)), sort: deadline },
      },
    })),
    empty: said(text("Nobody is waiting.")),
  };
}

const muted = (said: string): Cell => ({ text: said, tone: "muted" });
