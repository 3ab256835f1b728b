import { DownloadMenu } from './download-menu';
import { ruleProblem } from './rule-problem';
import { cancelRun, type Run, resetRun, startRun } from './session';
import type { PlasticitySettings } from './settings';
import type { Shown } from './shown';

interface Props {
  run?: Run;
  shown: Shown;
  settings: PlasticitySettings;
}

/** Search, cancel, reset: only what makes sense now. */
export function RunActions({ run, shown, settings }: Props) {
  const busy = run?.status === 'preparing' || run?.status === 'running';
  const own = settings.data === 'own';
  const unusable = !own && ruleProblem(settings.rule) !== undefined;
  return (
    <div className="button-row">
      {busy ? (
        <button type="button" className="button" onClick={cancelRun}>
          Cancel
        </button>
      ) : (
        <button
          type="button"
          className="button primary"
          disabled={unusable}
          title={unusable ? 'The rule cannot be read yet.' : undefined}
          onClick={() => void startRun(settings)}
        >
          {own ? 'Find the rule' : 'Simulate and find the rule'}
        </button>
      )}
      {run && !busy ? (
        <button type="button" className="button" onClick={resetRun} title="Forget this run">
          Reset
        </button>
      ) : null}
      <DownloadMenu shown={shown} settings={settings} />
    </div>
  );
}
