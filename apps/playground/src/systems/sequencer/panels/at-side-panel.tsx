import { memo, useMemo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { best, SampleGrid } from '../../../images/sample-grid';
import type { RunDescription, SizeView } from '../run';
import { square } from '../shown';

interface Props {
  description: RunDescription;
  view?: SizeView;
  side: number;
}

/** Held-out images as the models get them at this size, with what the Sequencer says. */
export const AtSidePanel = memo(function AtSidePanel({ description, view, side }: Props) {
  const { classNames, sampleLabels } = description;
  const samples = useMemo(
    () => (view?.probabilities ?? []).map((probabilities, index) => ({ label: sampleLabels[index], probabilities })),
    [view, sampleLabels],
  );
  const right = samples.filter((sample) => best(sample) === sample.label).length;
  const mixer = (view?.mixer.probabilities ?? []).map((probabilities, index) => ({
    label: sampleLabels[index],
    probabilities,
  }));
  const mixerRight = mixer.filter((sample) => best(sample) === sample.label).length;
  const beside =
    mixer.length > 0
      ? `The Mixer names ${mixerRight} right.`
      : side === 28
        ? ''
        : 'The Mixer cannot be asked at this size.';
  const finding = view
    ? `At ${square(view.side)} pixels the Sequencer names ${right} of these ${samples.length} held-out images right; wrong names are marked. ${beside}`
    : 'The first predictions come when the model is there.';
  return (
    <FigureFrame
      className={`at-side-panel ${view && view.side !== side ? 'stale' : ''}`}
      title={`What it says at ${square(view?.side ?? side)}`}
      finding={finding}
      file={`sequencer-samples-${view?.side ?? side}`}
      table={() => ({
        columns: ['model', 'side', 'image', 'class', ...classNames],
        rows: [
          ...samples.map((sample, index) => [
            'Sequencer',
            view?.side ?? side,
            index,
            classNames[sample.label],
            ...sample.probabilities,
          ]),
          ...mixer.map((sample, index) => [
            'Mixer',
            view?.side ?? side,
            index,
            classNames[sample.label],
            ...sample.probabilities,
          ]),
        ],
      })}
    >
      {view ? <SampleGrid samples={samples} pixels={view.pixels} classNames={classNames} /> : null}
    </FigureFrame>
  );
});
