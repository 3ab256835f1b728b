import { useCallback, useMemo } from 'react';
import type { Curve } from '../../../figures/curve';
import { curvePlot } from '../../../figures/curve-plot';
import { curveTable } from '../../../figures/curve-table';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import { contestants, modelNames } from '../models';
import type { Shown } from '../shown';

/** Training loss of both models over the run. */
export function LossesPanel({ shown }: { shown: Shown }) {
  const { courses, description } = shown;
  const { settings, totalSteps, classNames } = description;
  const curves = useMemo(
    () =>
      contestants.map((model): Curve => {
        const { name, role } = modelNames[model];
        const points = courses[model].losses.map(({ imagesSeen, loss }) => ({ x: imagesSeen, y: loss }));
        return { label: name, role, emphasis: model === 'sequencer', points };
      }),
    [courses],
  );
  const longest = totalSteps * settings.batch;
  const highest = Math.max(Math.log(classNames.length), ...curves.flatMap(({ points }) => points.map(({ y }) => y)));
  const draw = useCallback(
    (width: number) =>
      curvePlot({
        width,
        height: 250,
        x: { label: 'training images seen, thousands', domain: [0, longest], format: (value) => `${value / 1000}` },
        y: { label: 'training loss, nats', domain: [0, highest] },
        curves,
      }),
    [curves, longest, highest],
  );
  const ends = contestants.flatMap((model) => {
    const { losses } = courses[model];
    if (losses.length === 0) return [];
    return [
      `${modelNames[model].name} from ${losses[0].loss.toFixed(2)} to ${losses[losses.length - 1].loss.toFixed(2)}`,
    ];
  });
  const finding =
    ends.length > 0
      ? `${ends.join(', ')}; guessing gives ${Math.log(classNames.length).toFixed(2)}.`
      : 'The first step is under way.';
  return (
    <FigureFrame
      className="losses-panel"
      title="Training loss"
      finding={finding}
      file="sequencer-loss"
      table={() => curveTable(curves, 'images seen', 'loss in nats')}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
}
