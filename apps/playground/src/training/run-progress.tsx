import { count, duration } from '../text/format';
import type { RunProgress } from './run';
import type { RunStatus } from './session';

interface Props {
  status: RunStatus;
  note?: string;
  progress?: RunProgress;
  /** The last finished step, where no progress has come since the page was opened. */
  step: number;
  totalSteps?: number;
  /** What is counted each second. */
  unit?: string;
}

/** Step, time left and speed of a run. */
export function RunProgressBar({ status, note, progress, step: last, totalSteps, unit = 'images' }: Props) {
  const total = totalSteps ?? progress?.totalSteps;
  const step = progress?.step ?? last;
  // A note says that something else than a step is under way.
  const moving = (status === 'running' || status === 'paused') && !note;
  return (
    <div className="progress numbers">
      <progress max={total ?? 1} value={status === 'finished' ? total : step} aria-label="Training progress" />
      <ul>
        {note ? <li>{note}…</li> : null}
        {total ? (
          <li data-testid="step">
            step {count(step)} of {count(total)}
          </li>
        ) : null}
        {moving && progress ? (
          <>
            <li>{status === 'paused' ? 'paused' : `${duration(progress.secondsLeft)} left`}</li>
            <li>
              {count(Math.round(progress.examplesPerSecond))} {unit}/s
            </li>
            <li>learning rate {progress.learningRate.toPrecision(2)}</li>
          </>
        ) : null}
        {status === 'stopped' ? <li>Resume goes on from the last checkpoint.</li> : null}
      </ul>
    </div>
  );
}
