import { memo, useCallback, useMemo } from 'react';
import type { Curve } from '../../../figures/curve';
import { curvePlot } from '../../../figures/curve-plot';
import { curveTable } from '../../../figures/curve-table';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import { percent } from '../../../text/format';
import { contestants, modelNames } from '../models';
import type { Shown } from '../shown';

/** Points of a curve over which accuracies are averaged. */
const window = 5;

/** Mean over the last few steps: a batch has few graphs. */
const smoothed = (values: readonly number[], at: number) => {
  const recent = values.slice(Math.max(0, at - window + 1), at + 1);
  return recent.reduce((sum, value) => sum + value, 0) / recent.length;
};

/** How many relabelings of A and B both networks name right, step by step. */
export const AccuracyPanel = memo(function AccuracyPanel({ shown }: { shown: Shown }) {
  const { points, description } = shown;
  const { totalSteps } = description;
  const curves = useMemo((): Curve[] => {
    const learned = contestants.map((model): Curve => {
      const { name, role } = modelNames[model];
      const values = points[model].map(({ accuracy }) => 100 * accuracy);
      return {
        label: name,
        role,
        emphasis: true,
        points: points[model].map(({ step }, at) => ({ x: step, y: smoothed(values, at) })),
      };
    });
    const chance: Curve = {
      label: 'chance',
      role: 'control',
      points: [
        { x: 0, y: 50 },
        { x: totalSteps, y: 50 },
      ],
    };
    return [chance, ...learned];
  }, [points, totalSteps]);
  const draw = useCallback(
    (width: number) =>
      curvePlot({
        width,
        height: 230,
        x: { label: 'step', domain: [0, totalSteps] },
        y: { label: 'relabelings named right, %', domain: [0, 100] },
        curves,
      }),
    [curves, totalSteps],
  );
  const ends = contestants.flatMap((model) => {
    const values = points[model].map(({ accuracy }) => accuracy);
    return values.length > 0 ? [`${modelNames[model].name} ${percent(smoothed(values, values.length - 1), 0)}`] : [];
  });
  const finding =
    ends.length > 0
      ? `Is a relabelled graph A or B? Right in the last ${window} steps: ${ends.join(', ')}; guessing gives 50\u202f%. Every step draws new relabelings, so no network can learn them by heart.`
      : 'The first step is under way.';
  return (
    <FigureFrame
      className="accuracy-panel"
      title="Learning to tell them apart"
      finding={finding}
      file="graph-accuracy"
      table={() => curveTable(curves, 'step', 'percent right')}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});
