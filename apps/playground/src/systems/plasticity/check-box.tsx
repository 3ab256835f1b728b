import type { ReactNode } from 'react';
import { ErrorPanel } from '../../shell/error-panel';
import { count, duration } from '../../text/format';
import type { Check, CheckName } from './checks';
import { cancelCheck, dismissCheck, startCheck } from './session';

interface Props {
  name: CheckName;
  check?: Check<unknown>;
  title: string;
  /** What the check does, in a sentence or two. */
  what: string;
  /** What its button says. */
  ask: string;
  /** What is counted: "draws". */
  unit: string;
  /** Why the question cannot be asked now. */
  unusable?: string;
  /** What "cancel" does. */
  cancel: string;
  /** The answer. */
  children?: ReactNode;
}

/** A question about the rule: its button, its progress, what went wrong, its answer. */
export function CheckBox({ name, check, title, what, ask, unit, unusable, cancel, children }: Props) {
  const { jobId, progress, error, report } = check ?? {};
  return (
    <section className="check" aria-label={title} data-testid={name} data-busy={jobId !== undefined}>
      {children ?? <h3>{title}</h3>}
      <p className="small quiet">{what}</p>
      {jobId ? (
        <div className="check-progress numbers small">
          <progress max={progress?.total ?? 1} value={progress?.done ?? 0} aria-label={title} />
          <span>
            {progress ? `${count(progress.done)} of ${count(progress.total)} ${unit}` : 'Waiting for the engine'}
            {progress?.secondsLeft ? `, about ${duration(progress.secondsLeft)} left` : ''}
          </span>
          <button type="button" className="button tiny" onClick={() => cancelCheck(name)}>
            {cancel}
          </button>
        </div>
      ) : (
        <div className="button-row">
          {unusable ? (
            <p className="small quiet">{unusable}</p>
          ) : (
            <button type="button" className="button" onClick={() => void startCheck(name)}>
              {report ? `${ask} again` : ask}
            </button>
          )}
        </div>
      )}
      {error ? <ErrorPanel error={error} onDismiss={() => dismissCheck(name)} /> : null}
      <p className="visually-hidden" role="status">
        {jobId ? `${title}: under way.` : report ? `${title}: finished.` : ''}
      </p>
    </section>
  );
}
