import { clockFormat } from "./formats";
import { type Reader, render } from "./render";
import type { SentCall } from "./sent";
import { size, type Text, text } from "./text";

/** A call as a line of a log: `04:05:06.789  1.2 ms  ↑ 31 B  ↓ 1.5 KB  localhost:6379  TYPE ×30  answered`. */
export function sentLine(call: SentCall, reader: Reader): string {
  const figures = [
    clockFormat(reader.timeZone).format(call.at),
    `${call.ms.toFixed(1)} ms`.padStart(11),
    `↑ ${bytes(call.sent, reader)}`.padEnd(11),
    `↓ ${bytes(call.received, reader)}`.padEnd(11),
  ];
  const code = call.code === undefined ? "" : ` ${call.code}`;
  return `${figures.join("  ")}  ${call.to}  ${call.operation}  ${render(outcome(call), reader)}${code}`;
}

const bytes = (amount: number | undefined, reader: Reader): string =>
  amount === undefined ? "–" : render(size(amount), reader);

function outcome({ outcome }: SentCall): Text {
  switch (outcome) {
    case "answered":
      return text("answered");
    case "refused":
      return text("refused");
    case "unanswered":
      return text("no answer");
  }
}
