import { percent } from '../../text/format';
import { recorded } from './recorded/recorded';
import { accuracyAt, mixerAccuracy } from './recorded/summary';

/** What the page does not show. */
export default function LimitsSection() {
  const { file } = recorded;
  return (
    <section aria-labelledby="limits">
      <h2 id="limits">Limits</h2>
      <div className="prose numbers">
        <ul>
          <li>
            Running at any size is not the same as being good there. Without further training every size away from 28
            costs accuracy; at twice the side {percent(accuracyAt(recorded, 56).mean)} is left. A short fine-tuning at
            the new size is the published remedy; the page does none.
          </li>
          <li>
            The Mixer can be rebuilt for a whole multiple of its size, which makes a larger model. At 56 × 56 it then
            names {percent(mixerAccuracy(recorded, 'rebuilt').mean)}.
          </li>
          <li>
            Larger images are the same 28 × 28 pixels, interpolated. They hold no further detail, which a model trained
            on larger images could use.
          </li>
          <li>
            The paper's claims are about models of 28 to 54 million weights on ImageNet. Here are{' '}
            {file.costs.sequencer.parameters.toLocaleString('en')} weights and {file.runs.length} seeds: ranges, not
            proofs.
          </li>
          <li>
            The maps show what moves one patch, as a sum of positive slopes over twelve images. They say how far
            information travels, not what it is.
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
