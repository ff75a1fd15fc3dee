import { fill, moment } from "./format";
import { Icon } from "./icons";
import type { Status } from "./protocol";
import { useReading } from "./reading";
import { Ticking } from "./ticking";

interface StatusLineProps {
  readonly status: Status;
  /** milliseconds since 1970 of what is shown; absent: nothing yet */
  readonly takenAt?: number;
}

const ICONS = { waiting: "clock", live: "live", paused: "debug-pause", backingOff: "clock", failed: "error" } as const;

/** Whether what is shown is fresh: the state, the time of what is shown, and when it is looked again where that is late. */
export function StatusLine({ status: { state, nextAt }, takenAt }: StatusLineProps) {
  const reading = useReading();
  const { words } = reading;
  const late = nextAt !== undefined && (state === "backingOff" || state === "failed");
  return (
    <span class={`status status-${state}`}>
      <Icon name={ICONS[state]} />
      {words[state]}
      {takenAt === undefined ? null : (
        <span class="muted" title={fill(words.taken, moment(takenAt, reading, Date.now()))}>
          {moment(takenAt, reading, Date.now())}
          {reading.utc ? ` ${words.utc}` : ""}
        </span>
      )}
      {late ? (
        <span class="muted">
          <Ticking at={nextAt} say={(duration) => fill(words.nextIn, duration)} />
        </span>
      ) : null}
    </span>
  );
}
