import { count } from '../../text/format';
import type { Run } from './session';
import type { Shown } from './shown';

const states: Record<Run['status'], string> = {
  preparing: 'Preparing the search',
  running: 'Searching',
  stopped: 'Stopped',
  finished: 'Finished',
  failed: 'Failed',
};

/** Says what the stage shows: whose run, which animals, how much they did. */
export function RunTitle({ run, shown }: { run?: Run; shown: Shown }) {
  const { source, trials, presentations, synapses, simulated, settings } = shown.description;
  if (run && !shown.live) {
    return (
      <div className="what">
        <h2>{states[run.status]}</h2>
        <p className="small quiet">The recorded run is shown meanwhile.</p>
      </div>
    );
  }
  return (
    <div className="what">
      <h2>
        {run ? `${states[run.status]}: ` : 'Recorded run: '}
        {source}
      </h2>
      <p className="small quiet numbers">
        {count(trials)} trials · {count(presentations)} choices · {count(synapses)} plastic synapses each
        {simulated ? ` · seed ${settings.seed}` : ''}
      </p>
    </div>
  );
}
