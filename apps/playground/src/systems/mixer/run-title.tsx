import { dataNames } from '../../images/image-data';
import { count, percent } from '../../text/format';
import { modelNames } from './model-names';
import type { Run } from './session';
import type { Shown } from './shown';

const states: Record<Run['status'], string> = {
  preparing: 'Preparing',
  running: 'Training',
  paused: 'Paused',
  stopped: 'Stopped',
  finished: 'Finished',
  failed: 'Failed',
};

/** Says what the stage shows: whose run, which model, which data, how good. */
export function RunTitle({ run, shown }: { run?: Run; shown: Shown }) {
  const { settings, parameters, trainImages } = shown.description;
  return (
    <div className="what">
      <h2>
        {run ? `${states[run.status]}: ` : 'Recorded run: '}
        {modelNames[(run ?? shown.description).settings.model].name} on{' '}
        {dataNames[(run ?? shown.description).settings.data]}
      </h2>
      <p className="small quiet numbers">
        {count(parameters)} weights · {count(trainImages)} training images · seed {settings.seed}
        {settings.pixels === 'kept' ? '' : ' · pixels shuffled'}
        {shown.evaluation ? ` · ${percent(shown.evaluation.accuracy)} on held-out images` : ''}
      </p>
    </div>
  );
}
