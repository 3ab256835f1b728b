import type { ReactNode } from 'react';
import type { RunState, Session } from './session';

interface Props<Settings, Run extends RunState<Settings>> {
  session: Session<Settings, Run>;
  run?: Run;
  /** Settings of the next training. */
  settings: Settings;
  /** What starting is called. */
  label?: string;
  /** Why no training can be started now. */
  unusable?: string;
  /** Further buttons. */
  children?: ReactNode;
}

/** Train, pause, resume, cancel, reset: only what makes sense now. */
export function RunActions<Settings, Run extends RunState<Settings>>({
  session,
  run,
  settings,
  label = 'Train from scratch',
  unusable,
  children,
}: Props<Settings, Run>) {
  const status = run?.status;
  const busy = status === 'preparing' || status === 'running' || status === 'paused';
  return (
    <div className="button-row">
      {busy ? null : (
        <button
          type="button"
          className={`button ${status === 'stopped' ? '' : 'primary'}`}
          disabled={unusable !== undefined}
          title={unusable}
          onClick={() => session.start(settings)}
        >
          {label}
        </button>
      )}
      {status === 'running' ? (
        <button type="button" className="button primary" onClick={session.pause}>
          Pause
        </button>
      ) : null}
      {status === 'paused' || status === 'stopped' ? (
        <button type="button" className="button primary" onClick={session.resume}>
          Resume
        </button>
      ) : null}
      {busy ? (
        <button type="button" className="button" onClick={session.cancel}>
          Cancel
        </button>
      ) : null}
      {run ? (
        <button type="button" className="button" onClick={session.reset} title="Forget this run and its checkpoint">
          Reset
        </button>
      ) : null}
      {children}
    </div>
  );
}
