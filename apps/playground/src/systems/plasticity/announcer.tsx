import { foundText } from './rule-text';
import type { Run } from './session';

const words = {
  preparing: 'Preparing the search.',
  running: 'Searching the rule.',
  stopped: 'Search stopped.',
  failed: 'Search failed.',
};

/** Speaks at milestones only: when the state of the run changes. */
export function Announcer({ run }: { run?: Run }) {
  let text = '';
  if (run?.status === 'finished') {
    text = run.estimate ? `Search finished. Rule found: ${foundText(run.estimate)}.` : 'Search finished.';
  } else if (run) text = words[run.status];
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
