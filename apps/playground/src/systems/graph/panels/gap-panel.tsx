import { memo, useCallback, useMemo } from 'react';
import type { Curve } from '../../../figures/curve';
import { curvePlot } from '../../../figures/curve-plot';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import { contestants, modelNames } from '../models';
import type { Shown } from '../shown';
import { gapText } from '../verdict-strip';

/** Smaller gaps are drawn here: a network that cannot tell graphs apart may give exactly the same numbers. */
const floor = 1e-8;
const power = (gap: number) => Math.log10(Math.max(gap, floor));

/** How far the outputs for A and B lie apart, and how far those for two labelings of one graph. */
export const GapPanel = memo(function GapPanel({ shown }: { shown: Shown }) {
  const { points, description } = shown;
  const { totalSteps, untrained } = description;
  const noise = Math.max(...contestants.map((model) => untrained[model].relabelingGap));
  const curves = useMemo(
    (): Curve[] => [
      {
        label: 'one graph, relabelled',
        short: 'relabelled',
        role: 'control',
        points: [0, totalSteps].map((x) => ({ x, y: power(noise) })),
      },
      ...contestants.map((model): Curve => {
        const { name, role } = modelNames[model];
        const start = { x: 0, y: power(untrained[model].gap) };
        return {
          label: name,
          role,
          emphasis: true,
          points: [start, ...points[model].map(({ step, gap }) => ({ x: step, y: power(gap) }))],
        };
      }),
    ],
    [points, untrained, noise, totalSteps],
  );
  const draw = useCallback(
    (width: number) =>
      curvePlot({
        width,
        height: 230,
        x: { label: 'step', domain: [0, totalSteps] },
        y: {
          label: 'gap between outputs for A and B, relative',
          domain: [Math.log10(floor), 0.3],
          format: (value) => (value % 2 === 0 ? (value === 0 ? '1' : `1e${value}`) : ''),
        },
        curves,
      }),
    [curves, totalSteps],
  );
  const said = contestants.map((model) => {
    const { name } = modelNames[model];
    const last = points[model].at(-1);
    return `${name} ${gapText(untrained[model].gap)} untrained${last ? `, ${gapText(last.gap)} after ${last.step} steps` : ''}`;
  });
  const finding = `Difference between the outputs for A and B, relative to the largest output: ${said.join('; ')}. Two labelings of one graph differ by ${gapText(noise)}, which is rounding.`;
  return (
    <FigureFrame
      className="gap-panel"
      title="How far apart the outputs are"
      finding={finding}
      file="graph-gap"
      table={() => ({
        columns: ['network', 'step', 'relative gap'],
        rows: contestants.flatMap((model) => [
          [modelNames[model].name, 0, untrained[model].gap],
          ...points[model].map(({ step, gap }) => [modelNames[model].name, step, gap]),
        ]),
      })}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});
