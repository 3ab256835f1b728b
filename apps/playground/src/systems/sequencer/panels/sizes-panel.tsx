import { memo, useCallback, useMemo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import { percent } from '../../../text/format';
import type { RecordedExperiment } from '../recorded/recorded-experiment';
import { accuracyAt, mixerAccuracy, recordedBySide } from '../recorded/summary';
import type { SizePoint } from '../run';
import { sides } from '../settings';
import type { Shown } from '../shown';
import { type MixerPoint, sizesPlot } from './sizes-plot';

interface Props {
  shown: Shown;
  recorded: RecordedExperiment;
  side: number;
}

const ownPoint = ({ side, accuracy, interval: [low, high] }: SizePoint) => ({
  x: side,
  y: 100 * accuracy,
  low: 100 * low,
  high: 100 * high,
});

function mixerPoints({ sizes, live, description }: Shown, recorded: RecordedExperiment): MixerPoint[] {
  const measured = sizes.flatMap(({ side, mixer }): MixerPoint[] =>
    mixer
      ? [
          {
            side,
            y: 100 * mixer.accuracy,
            low: 100 * mixer.interval[0],
            high: 100 * mixer.interval[1],
            rebuilt: mixer.rebuilt,
          },
        ]
      : [],
  );
  if (live && (sizes.length > 0 || description.settings.data !== recorded.description.settings.data)) return measured;
  return (['own', 'rebuilt'] as const).map((form) => {
    const { mean, low, high } = mixerAccuracy(recorded, form);
    return { side: form === 'own' ? 28 : 56, y: 100 * mean, low: 100 * low, high: 100 * high, rebuilt: form !== 'own' };
  });
}

/** How much the same weights lose away from the size they were trained at. */
export const SizesPanel = memo(function SizesPanel({ shown, recorded, side }: Props) {
  const { live, sizes, description } = shown;
  const comparable = description.settings.data === recorded.description.settings.data;
  const band = useMemo(() => (comparable ? recordedBySide(recorded) : []), [comparable, recorded]);
  const own = useMemo(() => (live ? sizes.map(ownPoint) : []), [live, sizes]);
  const mixer = useMemo(() => mixerPoints(shown, recorded), [shown, recorded]);
  const label = own.length > 0 ? 'Sequencer, your run' : live ? 'Sequencer, recorded' : 'Sequencer';
  const draw = useCallback(
    (width: number) => sizesPlot({ width, side, recorded: band, own, label, mixer }),
    [side, band, own, label, mixer],
  );
  const finding = live && sizes.length > 0 ? ownFinding(sizes) : recordedFinding(recorded, live);
  return (
    <FigureFrame
      className="sizes-panel"
      title="Accuracy by size, the same weights"
      finding={finding}
      file="sequencer-sizes"
      table={() => ({
        columns: ['model', 'side', 'accuracy in percent', 'low', 'high'],
        rows: [
          ...band.map(({ x, y, low = '', high = '' }) => ['Sequencer, recorded', x, y, low, high]),
          ...own.map(({ x, y, low, high }) => ['Sequencer, your run', x, y, low, high]),
          ...mixer.map(({ side: at, y, low = '', high = '', rebuilt }) => [
            rebuilt ? 'Mixer, rebuilt' : 'Mixer',
            at,
            y,
            low,
            high,
          ]),
        ],
      })}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});

function recordedFinding(recorded: RecordedExperiment, live: boolean): string {
  const ends = [sides[0], 28, sides[sides.length - 1]].map(
    (side) => `${percent(accuracyAt(recorded, side).mean)} at ${side}`,
  );
  const { seeds } = accuracyAt(recorded, 28);
  return `${live ? 'Recorded runs, until yours is measured: t' : 'T'}rained at 28 pixels and never again, the Sequencer names ${ends.join(', ')}. The Mixer has weights for 28 alone; rebuilt for 56, a larger model, it names ${percent(mixerAccuracy(recorded, 'rebuilt').mean)}. Band and bars: range of ${seeds} seeds.`;
}

function ownFinding(sizes: readonly SizePoint[]): string {
  const trained = sizes.find(({ side }) => side === 28);
  const others = sizes
    .filter(({ side }) => side !== 28)
    .map(({ side, accuracy }) => `${percent(accuracy, 0)} at ${side}`);
  return `Your Sequencer names ${trained ? `${percent(trained.accuracy)} at 28, where it was trained; ` : ''}${others.join(', ')}. Bars: 95 % bootstrap intervals over the held-out images.`;
}
