import { memo, useCallback, useMemo } from 'react';
import type { Curve } from '../../../figures/curve';
import { curvePlot } from '../../../figures/curve-plot';
import { curveTable } from '../../../figures/curve-table';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import type { LossPoint, RunDescription } from '../run';
import { simulatedNote } from '../shown';

interface Props {
  description: RunDescription;
  points: readonly LossPoint[];
}

/** The learning curve between the network without plasticity and the true rule. */
export const LossPanel = memo(function LossPanel({ description, points }: Props) {
  const { frozenLoss, truthLoss, truthDiverges } = description;
  const end = Math.max(5, points[points.length - 1]?.iteration ?? 0);
  const curves = useMemo((): Curve[] => {
    const level = (y: number) => [
      { x: 0, y },
      { x: end, y },
    ];
    return [
      { label: 'no plasticity', short: 'none', role: 'control', points: level(frozenLoss) },
      ...(truthLoss === undefined
        ? []
        : [{ label: 'true rule', short: 'true', role: 'truth', dash: '5 4', points: level(truthLoss) } as const]),
      {
        label: 'found rule',
        short: 'found',
        role: 'ours',
        emphasis: true,
        points: points.map(({ iteration, loss }) => ({ x: iteration, y: loss })),
      },
    ];
  }, [points, frozenLoss, truthLoss, end]);
  const losses = curves.flatMap((curve) => curve.points.map(({ y }) => y));
  const low = Math.min(...losses);
  const high = Math.max(...losses);
  const pad = 0.08 * (high - low) + 1e-3;
  const draw = useCallback(
    (width: number) =>
      curvePlot({
        width,
        height: 230,
        x: { label: 'iteration', domain: [0, end] },
        y: { label: 'loss, nats for each choice', domain: [low - pad, high + pad] },
        curves,
      }),
    [curves, end, low, high, pad],
  );
  const last = points[points.length - 1];
  const compared = truthDiverges
    ? '; under the true rule the weights of this network grow without bound'
    : truthLoss === undefined
      ? ''
      : `; the true rule has ${truthLoss.toFixed(3)} on the same choices`;
  const finding = `Loss went from ${frozenLoss.toFixed(3)} without plasticity to ${(last?.loss ?? frozenLoss).toFixed(3)} in ${last?.iteration ?? 0} iterations${compared}.${simulatedNote(description)}`;
  return (
    <FigureFrame
      className="loss-panel"
      title="Learning curve"
      finding={finding}
      file="plasticity-loss"
      table={() => curveTable(curves, 'iteration', 'loss in nats')}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});
