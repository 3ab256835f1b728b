import { memo } from 'react';
import { coefficientText, ruleText } from '../rule-text';
import type { Estimate, RunDescription } from '../run';
import { halfInterval } from './terms-panel';

interface Props {
  description: RunDescription;
  estimate: Estimate;
}

/** Every term that was kept, as numbers. */
export const TermsTable = memo(function TermsTable({ description, estimate }: Props) {
  const { terms } = estimate;
  const known = description.truth !== undefined;
  return (
    <div className="terms-table">
      <h3 id="terms-table">Every term kept</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="table-scroll" tabIndex={0} aria-labelledby="terms-table">
        <table className="numbers">
          <thead>
            <tr>
              <th scope="col">Term</th>
              <th scope="col">Coefficient</th>
              <th scope="col">95 % interval</th>
              {known ? <th scope="col">True</th> : null}
            </tr>
          </thead>
          <tbody>
            {terms.map(({ name, value, error, truth }) => (
              <tr key={name}>
                <th scope="row">{ruleText(name)}</th>
                <td>{coefficientText(value)}</td>
                <td>
                  {error === undefined
                    ? value === 0
                      ? 'left out'
                      : 'none yet'
                    : `${coefficientText(value - halfInterval * error)} to ${coefficientText(value + halfInterval * error)}`}
                </td>
                {known ? <td>{coefficientText(truth ?? 0)}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="small quiet">
        Coefficients of small powers of small weights are hard to tell apart: a wide interval says so. All other terms
        of the series are exactly 0.
      </p>
    </div>
  );
});
