import { percent } from '../../text/format';
import { recorded } from './recorded/recorded';
import { accuracyAt, mixerAccuracy } from './recorded/summary';

/** The question, and the answer with the figures that were measured for this page. */
export function AnswerSection() {
  const { file } = recorded;
  const at = (side: number) => percent(accuracyAt(recorded, side).mean);
  return (
    <section className="question" aria-labelledby="question">
      <h1 id="question">Can an LSTM read an image of any size?</h1>
      <p className="answer numbers">
        It runs on any, and is good near the size it learned: trained on {file.trainImages.toLocaleString('en')}{' '}
        Fashion-MNIST images of 28 × 28 pixels, a Sequencer names <strong>{at(28)}</strong> of the held-out ones; the
        same weights name <strong>{at(36)}</strong> at 36 × 36, {at(20)} at 20 × 20 and {at(56)} at 56 × 56. A Mixer of
        equal size names {percent(mixerAccuracy(recorded, 'own').mean)}, and runs at 28 × 28 alone.
      </p>
      <p className="sources">
        <a href="https://arxiv.org/abs/2205.01972" rel="noreferrer">
          Paper: Sequencer, NeurIPS 2022
        </a>
        <a href="https://www.npmjs.com/package/@perceptrons/vision" rel="noreferrer">
          Package: @perceptrons/vision
        </a>
        <span className="quiet">
          {file.runs.length > 1 ? `Means of ${file.runs.length} seeds` : 'One seed'}, measured by this page's own code.
        </span>
      </p>
    </section>
  );
}
