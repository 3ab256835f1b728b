import { recordedRun } from './recorded/recorded-run';
import { coefficientText, ruleText } from './rule-text';

/** The question, and the answer with the figures that were measured for this page. */
export function AnswerSection() {
  const { description, estimate, evaluation } = recordedRun;
  const named = estimate.terms.filter(({ truth }) => truth);
  return (
    <section className="question" aria-labelledby="question">
      <h1 id="question">Which rule changed these synapses?</h1>
      <p className="answer numbers">
        Choices can tell: from {description.presentations.toLocaleString('en')} choices of {description.source} that
        learned by {ruleText(description.truth ?? '')}, the search over 81 terms finds{' '}
        <strong>
          {named.map(({ name, value }) => `${coefficientText(value)} for ${ruleText(name)}`).join(' and ')}
        </strong>
        {evaluation.r2Weights === undefined
          ? ''
          : `, and R² ${evaluation.r2Weights.toFixed(3)} for the weights of fresh ones`}
        . It also keeps {estimate.terms.filter(({ truth }) => !truth).length} small terms that are not there: less data
        or more noise makes that worse. Try it.
      </p>
      <p className="sources">
        <a href="https://doi.org/10.52202/079017-1537" rel="noreferrer">
          Paper: Model-Based Inference of Synaptic Plasticity Rules, NeurIPS 2024
        </a>
        <a href="https://www.npmjs.com/package/@perceptrons/plasticity" rel="noreferrer">
          Package: @perceptrons/plasticity
        </a>
        <span className="quiet">One simulated draw, measured by this page's own code.</span>
      </p>
    </section>
  );
}
