import { percent } from '../text/format';
import type { RunStatus } from './session';

const words = {
  preparing: 'Preparing the training.',
  running: 'Training.',
  paused: 'Training paused.',
  stopped: 'Training stopped. It can be resumed.',
  failed: 'Training failed.',
};

interface Props {
  status?: RunStatus;
  /** On held-out images, at the end. */
  accuracy?: number;
  /** What is said at the end instead. */
  said?: string;
}

/** Speaks at milestones only: when the state of the run changes. */
export function Announcer({ status, accuracy, said }: Props) {
  const end = accuracy === undefined ? 'Finished.' : `Training finished with ${percent(accuracy)} on held-out images.`;
  return (
    <p className="visually-hidden" role="status">
      {status === 'finished' ? (said ?? end) : status ? words[status] : ''}
    </p>
  );
}
