import { count } from '../../text/format';
import type { Run } from './session';

/** Iterations of a search, and what is being done besides. */
export function RunProgress({ run }: { run: Run }) {
  const { status, note, points, settings, evaluation } = run;
  const iteration = points[points.length - 1]?.iteration ?? 0;
  return (
    <div className="progress numbers">
      <progress
        max={settings.iterations}
        value={status === 'finished' ? settings.iterations : iteration}
        aria-label="Search progress"
      />
      <ul>
        {note ? <li>{note}…</li> : null}
        <li data-testid="iteration">
          iteration {count(iteration)} of at most {count(settings.iterations)}
        </li>
        {evaluation ? (
          <li>
            {evaluation.seconds.toFixed(1)} s, ended because {evaluation.ended}
          </li>
        ) : null}
      </ul>
    </div>
  );
}
