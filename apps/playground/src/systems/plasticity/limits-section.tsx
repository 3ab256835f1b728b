import { recordedRun } from './recorded/recorded-run';
import type { Shown } from './shown';

/** What the page does not show. */
export function LimitsSection({ shown }: { shown: Shown }) {
  return (
    <section aria-labelledby="limits">
      <h2 id="limits">Limits</h2>
      <div className="prose">
        <ul>
          <li>
            Simulated animals learn by a rule that the search can express, with the network that it assumes. Real
            animals promise neither, and no page can say that flies forget.
          </li>
          <li>
            Very unlike rules can explain the same choices. Look at the intervals and at other seeds before you believe
            a small term.
          </li>
          <li>
            Intervals hold given the terms kept, for independent choices; the pull of the penalty makes true
            coefficients look smaller than they are.
          </li>
          {shown.description.simulated ? null : (
            <li>Your animals are judged by the choices that were fitted, so the share explained is too hopeful.</li>
          )}
          <li>
            The layer starts from weights near 0 that are shared by all animals; the animals' own first weights stay
            unknown.
          </li>
        </ul>
        <p className="small quiet">
          Recorded with{' '}
          {Object.entries(recordedRun.environment)
            .map(([name, value]) => `${name} ${value}`)
            .join(', ')}
          .
        </p>
      </div>
    </section>
  );
}
