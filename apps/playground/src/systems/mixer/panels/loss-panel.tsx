import { useCallback, useMemo } from 'react';
import type { Curve } from '../../../figures/curve';
import { curvePlot } from '../../../figures/curve-plot';
import { curveTable } from '../../../figures/curve-table';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import type { LossPoint } from '../../../training/run';
import { modelNames } from '../model-names';
import type { RecordedExperiment } from '../recorded/recorded-experiment';
import type { Shown } from '../shown';

const curvePoints = (losses: readonly LossPoint[]) =>
  losses.map(({ imagesSeen, loss }) => ({ x: imagesSeen, y: loss }));

/** Training loss over the run, with the recorded Mixer run behind that of the visitor. */
export function LossPanel({ shown, recorded }: { shown: Shown; recorded: RecordedExperiment }) {
  const { settings, totalSteps, classNames } = shown.description;
  const comparable = settings.data === recorded.data;
  const curves = useMemo((): Curve[] => {
    const { role, label } = modelNames[settings.model];
    const own: Curve = {
      label: shown.live ? 'your run' : label,
      role,
      emphasis: true,
      points: curvePoints(shown.losses),
    };
    if (!shown.live || !comparable) return [own];
    return [{ label: 'Mixer, recorded', short: 'recorded', role: 'ours', points: curvePoints(recorded.losses) }, own];
  }, [shown, recorded, comparable, settings.model]);
  const longest = Math.max(totalSteps * settings.batch, ...curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const highest = Math.max(Math.log(classNames.length), ...curves.flatMap(({ points }) => points.map(({ y }) => y)));
  const draw = useCallback(
    (width: number) =>
      curvePlot({
        width,
        height: 220,
        x: { label: 'training images seen, thousands', domain: [0, longest], format: (value) => `${value / 1000}` },
        y: { label: 'training loss, nats', domain: [0, highest] },
        curves,
      }),
    [curves, longest, highest],
  );
  const first = shown.losses[0];
  const latest = shown.losses[shown.losses.length - 1];
  const finding =
    first && latest
      ? `Loss went from ${first.loss.toFixed(2)} to ${latest.loss.toFixed(2)} over ${latest.step} steps; guessing gives ${Math.log(classNames.length).toFixed(2)}.`
      : 'The first step is under way.';
  return (
    <FigureFrame
      className="loss-panel"
      title="Training loss"
      finding={finding}
      file="mixer-loss"
      table={() => curveTable(curves, 'images seen', 'loss in nats')}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
}
