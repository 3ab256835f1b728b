import { percent } from '../text/format';
import type { RunStatus } from './session';

const words = {
  preparing: 'Preparing the training.',
  running: 'Training.',
  paused: 'Training paused.',
  stopped: 'Training stopped. It can be resumed.',
  failed: 'Training failed.',
};

/** Speaks at milestones only: when the state of the run changes. */
export function Announcer({ status, accuracy }: { status?: RunStatus; accuracy?: number }) {
  let text = '';
  if (status === 'finished') {
    text = accuracy === undefined ? 'Finished.' : `Training finished with ${percent(accuracy)} on held-out images.`;
  } else if (status) text = words[status];
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
