import { percent } from '../../text/format';
import { firstPair } from './pairs';
import { recorded } from './recorded/recorded-runs';

/** The question, and the answer with the figures that were measured for this page. */
export function AnswerSection() {
  const { pairs } = recorded;
  const first = pairs.find(({ name }) => name === firstPair.name) ?? pairs[0];
  const end = (model: 'ppgn' | 'gin') => percent(first.points[model].at(-1)?.accuracy ?? 0, 0);
  const parted = (model: 'ppgn' | 'gin') =>
    pairs.filter(({ description }) => description.untrained[model].separated).length;
  return (
    <section className="question" aria-labelledby="question">
      <h1 id="question">Which graphs can a network tell apart?</h1>
      <p className="answer numbers">
        Those that a colouring test can. A network that passes messages along edges sees no more than the test 1-WL,
        which colours vertices by their neighbours: to it decalin and bicyclopentyl are the same, and GIN names{' '}
        <strong>{end('gin')}</strong> of their relabelled copies right, a coin's share. PPGN multiplies matrices over
        all pairs of vertices, gets as far as the test <span className="whole">2-FWL</span>, and names{' '}
        <strong>{end('ppgn')}</strong> right. Before any training it parts {parted('ppgn')} of the {pairs.length} pairs
        below, GIN {parted('gin')}.
      </p>
      <p className="sources">
        <a href="https://arxiv.org/abs/1905.11136" rel="noreferrer">
          Paper: Provably Powerful Graph Networks, NeurIPS 2019
        </a>
        <a href="https://www.npmjs.com/package/@perceptrons/graph" rel="noreferrer">
          Package: @perceptrons/graph
        </a>
        <span className="quiet">Measured by this page's own code.</span>
      </p>
    </section>
  );
}
