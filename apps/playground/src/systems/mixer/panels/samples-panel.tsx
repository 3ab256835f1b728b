import { memo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { percent } from '../../../text/format';
import { type Evaluation, imageSide, type RunDescription, type SamplePrediction } from '../run';
import { PixelImage } from './pixel-image';

const pixelsPerImage = imageSide * imageSide;

function best({ probabilities }: SamplePrediction): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

interface Props {
  description: RunDescription;
  evaluation?: Evaluation;
}

/** Held-out images with what the model says about them now. */
export const SamplesPanel = memo(function SamplesPanel({ description, evaluation }: Props) {
  const { classNames, sampleImages } = description;
  const samples = evaluation?.samples ?? [];
  const right = samples.filter((sample) => best(sample) === sample.label).length;
  const finding = samples.length
    ? `${right} of these ${samples.length} held-out images are named right; wrong names are marked.`
    : 'The first predictions come with the first evaluation.';
  return (
    <FigureFrame
      className="samples-panel"
      title="What it says"
      finding={finding}
      file="mixer-samples"
      table={() => ({
        columns: ['image', 'class', ...classNames],
        rows: samples.map((sample, index) => [index, classNames[sample.label], ...sample.probabilities]),
      })}
    >
      <ul className="samples">
        {samples.map((sample, index) => (
          <Sample
            // biome-ignore lint/suspicious/noArrayIndexKey: the place of a sample is its identity
            key={index}
            pixels={sampleImages.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage)}
            sample={sample}
            classNames={classNames}
          />
        ))}
      </ul>
    </FigureFrame>
  );
});

interface SampleProps {
  pixels: Uint8Array;
  sample: SamplePrediction;
  classNames: string[];
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
