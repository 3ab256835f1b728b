import { percent } from '../../text/format';
import { finalAccuracy } from './recorded/summary';
import { fashionRecord } from './recorded/use-recorded';

/** The question, and the answer with the figures that were measured for this page. */
export function AnswerSection() {
  const { file } = fashionRecord;
  const [mixer, vit, cnn, bag, flat] = (['mixer', 'vit', 'cnn', 'bag', 'flat'] as const).map((model) =>
    finalAccuracy(fashionRecord, model),
  );
  return (
    <section className="question" aria-labelledby="question">
      <h1 id="question">Can an image model do without attention and convolution?</h1>
      <p className="answer numbers">
        Yes, at this size: trained on {file.trainImages.toLocaleString('en')} Fashion-MNIST images, MLP-Mixer names{' '}
        <strong>{percent(mixer.mean)}</strong> of the held-out ones, a ViT with attention {percent(vit.mean)} and a CNN{' '}
        {percent(cnn.mean)}, all with about {Math.round(file.models.mixer.parameters / 10000) * 10} thousand weights.
        Take the token mixing away and {percent(bag.mean)} is left, yet a flat MLP without any structure still reaches{' '}
        {percent(flat.mean)}.
      </p>
      <p className="sources">
        <a href="https://arxiv.org/abs/2105.01601" rel="noreferrer">
          Paper: MLP-Mixer, NeurIPS 2021
        </a>
        <a href="https://www.npmjs.com/package/@perceptrons/vision" rel="noreferrer">
          Package: @perceptrons/vision
        </a>
        <span className="quiet">
          {mixer.seeds > 1 ? `Means of ${mixer.seeds} seeds` : 'One seed each'}, measured by this page's own code.
        </span>
      </p>
    </section>
  );
}
