import { fill, moment } from "./format";
import { Icon } from "./icons";
import type { Status } from "./protocol";
import { useReading } from "./reading";

interface ProblemStripProps {
  readonly status: Status;
  /** of what is shown below */
  readonly takenAt?: number;
  readonly onRetry: () => void;
}

/** What went wrong, above what was last known. The element stays, so that screen readers notice what comes into it. */
export function ProblemStrip({ status: { problem, state }, takenAt, onRetry }: ProblemStripProps) {
  const reading = useReading();
  const { words } = reading;
  return (
    <div role="status" class="strips">
      {problem ? (
        <div class={`strip strip-${state === "failed" ? "error" : "warning"}`}>
          <Icon name={state === "failed" ? "error" : "warning"} />
          <p>
            <strong>{problem.what}</strong> {problem.why} {problem.fix}{" "}
            {takenAt === undefined ? null : fill(words.lastGood, moment(takenAt, reading, Date.now()))}
          </p>
          <button type="button" class="button" onClick={onRetry}>
            {words.retry}
          </button>
        </div>
      ) : null}
    </div>
  );
}
