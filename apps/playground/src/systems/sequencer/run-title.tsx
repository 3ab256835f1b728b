import { dataNames } from '../../images/image-data';
import { count } from '../../text/format';
import type { Run } from './session';
import { type SequencerSettings, sequencerSettings } from './settings';
import type { Shown } from './shown';

const states: Record<Run['status'], string> = {
  preparing: 'Preparing',
  running: 'Training',
  paused: 'Paused',
  stopped: 'Stopped',
  finished: 'Finished',
  failed: 'Failed',
};

/** "GRU, rows only": what is unlike the default model. */
function kindOf({ cell, axes, directions }: SequencerSettings): string {
  const label = (key: 'cell' | 'axes' | 'directions', value: string) =>
    sequencerSettings[key].options.find((option) => option.value === value)?.label ?? value;
  const others = [
    axes === 'both' ? undefined : label('axes', axes).toLowerCase(),
    directions === 'both' ? undefined : label('directions', directions).toLowerCase(),
  ].filter((word) => word !== undefined);
  return [label('cell', cell), ...others].join(', ');
}

/** Says what the stage shows: whose run, which models, which data. */
export function RunTitle({ run, shown }: { run?: Run; shown: Shown }) {
  const { costs, trainImages } = shown.description;
  const settings = (run ?? shown.description).settings;
  const both = settings.beside === 'mixer';
  return (
    <div className="what">
      <h2>
        {run ? `${states[run.status]}: ` : 'Recorded run: '}
        {both ? 'Sequencer and Mixer' : 'Sequencer'} on {dataNames[settings.data]}
      </h2>
      <p className="small quiet numbers">
        {kindOf(settings)} · {count(costs.sequencer.parameters)}
        {costs.mixer ? ` and ${count(costs.mixer.parameters)}` : ''} weights · {count(trainImages)} training images of
        28 × 28 · seed {settings.seed}
      </p>
    </div>
  );
}
