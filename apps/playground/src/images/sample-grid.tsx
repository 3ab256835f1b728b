import { percent } from '../text/format';
import { PixelImage } from './pixel-image';

/** What a model says about one image. */
export interface SamplePrediction {
  label: number;
  probabilities: readonly number[];
}

/** The most probable class. */
export function best({ probabilities }: Pick<SamplePrediction, 'probabilities'>): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

interface Props {
  samples: readonly SamplePrediction[];
  /** Grey levels of the images one after the other, all of one square size. */
  pixels: Uint8Array;
  classNames: readonly string[];
}

/** Images with what a model says about them; wrong names are marked. */
export function SampleGrid({ samples, pixels, classNames }: Props) {
  const size = pixels.length / samples.length;
  return (
    <ul className="samples">
      {samples.map((sample, index) => (
        <Sample
          // biome-ignore lint/suspicious/noArrayIndexKey: the place of a sample is its identity
          key={index}
          pixels={pixels.subarray(index * size, (index + 1) * size)}
          sample={sample}
          classNames={classNames}
        />
      ))}
    </ul>
  );
}

interface SampleProps {
  pixels: Uint8Array;
  sample: SamplePrediction;
  classNames: readonly string[];
}

function Sample({ pixels, sample, classNames }: SampleProps) {
  const said = best(sample);
  const wrong = said !== sample.label;
  return (
    <li className={wrong ? 'wrong' : undefined}>
      <PixelImage pixels={pixels} label={classNames[sample.label]} />
      <span data-export-text>
        {wrong ? '✗ ' : ''}
        {classNames[said]}
      </span>
      <span className="quiet numbers" data-export-text>
        {wrong ? `is ${classNames[sample.label]}` : percent(sample.probabilities[said], 0)}
      </span>
    </li>
  );
}
