import { dataNames } from '../../images/image-data';
import { count } from '../../text/format';
import type { RecordedExperiment } from './recorded/recorded-experiment';

/** What the page does not show. */
export function LimitsSection({ recorded }: { recorded: RecordedExperiment }) {
  const { file } = recorded;
  return (
    <section aria-labelledby="limits">
      <h2 id="limits">Limits</h2>
      <div className="prose">
        <ul>
          <li>
            The paper's claim is about large models on ImageNet and larger sets. Here it is checked at{' '}
            {count(file.models.mixer.parameters)} weights and 28 × 28 grey pixels, nothing more.
          </li>
          <li>
            {dataNames[recorded.data]} is centred, so a flat MLP without any image structure is a strong baseline. It is
            shown, not hidden.
          </li>
          <li>
            {file.models.mixer.runs.length === 1 ? 'One seed' : `${file.models.mixer.runs.length} seeds`} per model:
            ranges, not proofs. Differences below a point mean little with {count(file.heldOutImages)} held-out images.
          </li>
          <li>
            The CNN and the ViT are small versions of equal weight count with the Mixer's recipe. Tuned for themselves
            they may gain.
          </li>
        </ul>
        <p className="small quiet">
          Recorded with{' '}
          {Object.entries(file.environment)
            .map(([name, value]) => `${name} ${value}`)
            .join(', ')}
          .
        </p>
      </div>
    </section>
  );
}
