import { memo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { best, SampleGrid } from '../../../images/sample-grid';
import type { Evaluation, RunDescription } from '../run';

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
      <SampleGrid samples={samples} pixels={sampleImages} classNames={classNames} />
    </FigureFrame>
  );
});
