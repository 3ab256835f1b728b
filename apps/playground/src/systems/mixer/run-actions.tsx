import { DownloadMenu } from './download-menu';
import { cancelRun, pauseRun, type Run, resetRun, resumeRun, startRun } from './session';
import type { MixerSettings } from './settings';

interface Props {
  run?: Run;
  settings: MixerSettings;
}

/** Train, pause, resume, cancel, reset: only what makes sense now. */
export function RunActions({ run, settings }: Props) {
  const status = run?.status;
  const busy = status === 'preparing' || status === 'running' || status === 'paused';
  return (
    <div className="button-row">
      {busy ? null : (
        <button
          type="button"
          className={`button ${status === 'stopped' ? '' : 'primary'}`}
          onClick={() => startRun(settings)}
        >
          Train from scratch
        </button>
      )}
      {status === 'running' ? (
        <button type="button" className="button primary" onClick={pauseRun}>
          Pause
        </button>
      ) : null}
      {status === 'paused' || status === 'stopped' ? (
        <button type="button" className="button primary" onClick={resumeRun}>
          Resume
        </button>
      ) : null}
      {busy ? (
        <button type="button" className="button" onClick={cancelRun}>
          Cancel
        </button>
      ) : null}
      {run ? (
        <button type="button" className="button" onClick={resetRun} title="Forget this run and its checkpoint">
          Reset
        </button>
      ) : null}
      <DownloadMenu run={run} settings={settings} />
    </div>
  );
}
