import { percent } from '../../text/format';
import type { Run } from './session';

const words = {
  preparing: 'Preparing the training.',
  running: 'Training.',
  paused: 'Training paused.',
  stopped: 'Training stopped. It can be resumed.',
  failed: 'Training failed.',
};

/** Speaks at milestones only: when the state of the run changes. */
export function Announcer({ run }: { run?: Run }) {
  let text = '';
  if (run?.status === 'finished') {
    text = run.evaluation
      ? `Training finished with ${percent(run.evaluation.accuracy)} on held-out images.`
      : 'Finished.';
  } else if (run) text = words[run.status];
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
