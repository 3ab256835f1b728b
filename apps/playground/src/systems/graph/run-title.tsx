import { count } from '../../text/format';
import type { KnownPair } from './pairs';
import type { Run } from './session';
import type { Shown } from './shown';

const states: Record<Run['status'], string> = {
  preparing: 'Preparing',
  running: 'Training',
  paused: 'Paused',
  stopped: 'Stopped',
  finished: 'Trained',
  failed: 'Failed',
};

interface Props {
  known?: KnownPair;
  /** The visitor's run of these graphs. */
  run?: Run;
  shown?: Shown;
}

/** Says which graphs the stage shows, and what was trained on them. */
export function RunTitle({ known, run, shown }: Props) {
  const parameters = shown?.description.parameters;
  return (
    <div className="what">
      <h2>
        {run ? `${states[run.status]}: ` : ''}
        {known?.title ?? 'Your own graphs'}
      </h2>
      <p className="small quiet numbers">
        {parameters
          ? `PPGN ${count(parameters.ppgn)} weights · GIN ${count(parameters.gin)} weights · seed ${shown.description.settings.seed}${shown.live ? '' : ' · recorded run'}`
          : 'No network has been trained on these graphs yet.'}
      </p>
    </div>
  );
}
