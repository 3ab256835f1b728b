import { count, duration } from '../../text/format';
import type { Run } from './session';

/** Step, time left and speed of a run. */
export function RunProgressBar({ run }: { run: Run }) {
  const { description, progress, status, note } = run;
  const total = description?.totalSteps ?? progress?.totalSteps;
  const step = progress?.step ?? run.losses[run.losses.length - 1]?.step ?? 0;
  const moving = status === 'running' || status === 'paused';
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
            <li>{count(Math.round(progress.examplesPerSecond))} images/s</li>
            <li>learning rate {progress.learningRate.toPrecision(2)}</li>
          </>
        ) : null}
        {status === 'stopped' ? <li>Resume goes on from the last checkpoint.</li> : null}
      </ul>
    </div>
  );
}
