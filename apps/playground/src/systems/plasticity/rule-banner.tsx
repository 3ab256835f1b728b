import { percent } from '../../text/format';
import { ruleText, upperFirst } from './rule-text';
import type { Shown } from './shown';

/** A rule may let the weights of an animal that it was not fitted to grow without bound. */
function scoreText(score: number): string {
  if (!Number.isFinite(score)) return 'diverges';
  return score < -9.9995 ? 'below −10' : score.toFixed(3).replace('-', '−');
}

/** The rule found, and under it the true one. */
export function RuleBanner({ shown }: { shown: Shown }) {
  const { description, estimate, evaluation } = shown;
  const { active, formula, kind, nearest, memoryTrials } = estimate;
  const series = kind === 'series';
  return (
    <dl className="rule-banner">
      <div>
        <dt>Rule found</dt>
        <dd className="rule-formula numbers" data-testid="found">
          {series ? `Δw ∝ ${ruleText(formula)}` : upperFirst(formula)}
        </dd>
      </div>
      {nearest ? (
        <div>
          <dt>Nearest series, explains {percent(nearest.explained, 0)} of its changes</dt>
          <dd className="rule-formula numbers">Δw ∝ {ruleText(nearest.formula)}</dd>
        </div>
      ) : null}
      {description.truth !== undefined ? (
        <div>
          <dt>True rule</dt>
          <dd className="rule-formula truth numbers">Δw ∝ {ruleText(description.truth)}</dd>
        </div>
      ) : null}
      <div>
        <dt>{series ? 'Terms kept' : 'Numbers fitted'}</dt>
        <dd className="numbers">{active}</dd>
      </div>
      {memoryTrials !== undefined ? (
        <div>
          <dt>A weight is forgotten in</dt>
          <dd className="numbers">{memoryTrials < 9.5 ? memoryTrials.toFixed(1) : Math.round(memoryTrials)} trials</dd>
        </div>
      ) : null}
      {evaluation?.r2Weights !== undefined ? (
        <div>
          <dt>R² of weights, fresh animals</dt>
          <dd className="numbers">{scoreText(evaluation.r2Weights)}</dd>
        </div>
      ) : null}
      {evaluation?.r2Activity !== undefined ? (
        <div>
          <dt>R² of activity</dt>
          <dd className="numbers">{scoreText(evaluation.r2Activity)}</dd>
        </div>
      ) : null}
    </dl>
  );
}
