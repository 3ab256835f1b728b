import { memo, useCallback, useMemo } from 'react';
import type { Curve } from '../../../figures/curve';
import { curvePlot } from '../../../figures/curve-plot';
import { curveTable } from '../../../figures/curve-table';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import { dataNames } from '../../../images/image-data';
import { percent } from '../../../text/format';
import type { HeldOutPoint } from '../../../training/run';
import { modelNames } from '../model-names';
import type { RecordedExperiment } from '../recorded/recorded-experiment';
import { finalAccuracy, recordedCurve } from '../recorded/summary';
import type { RunDescription } from '../run';
import type { ModelName } from '../settings';

const models: readonly ModelName[] = ['flat', 'bag', 'cnn', 'vit', 'mixer'];

interface Props {
  description: RunDescription;
  heldOut: readonly HeldOutPoint[];
  live: boolean;
  recorded: RecordedExperiment;
}

/** The curves of the panel: recorded runs of all models, and the run of the visitor on the same axes. */
function accuracyCurves({ description, heldOut, live, recorded }: Props): Curve[] {
  const { settings } = description;
  const comparable = settings.data === recorded.data;
  const curves = comparable ? models.map((model) => recordedCurve(recorded, model)) : [];
  if (!live) return curves.map((curve) => ({ ...curve, emphasis: curve.role === 'ours' }));
  const { role } = modelNames[settings.model];
  const points = heldOut.map(({ imagesSeen, accuracy }) => ({ x: imagesSeen, y: 100 * accuracy }));
  return [...curves, { label: 'your run', role, emphasis: true, points }];
}

export const AccuracyPanel = memo(function AccuracyPanel(props: Props) {
  const { description, heldOut, live, recorded } = props;
  const curves = useMemo(
    () => accuracyCurves({ description, heldOut, live, recorded }),
    [description, heldOut, live, recorded],
  );
  const { settings, classNames, stepsPerEpoch, totalSteps } = description;
  const longest = Math.max(totalSteps * settings.batch, ...curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const lowest = Math.min(100 / classNames.length + 40, ...curves.flatMap(({ points }) => points.map(({ y }) => y)));
  const floor = Math.floor(lowest / 10) * 10;
  const draw = useCallback(
    (width: number) =>
      curvePlot({
        width,
        height: width < 420 ? 260 : 320,
        x: { label: 'training images seen, thousands', domain: [0, longest], format: (value) => `${value / 1000}` },
        y: { label: 'held-out images named right, %', domain: [floor, 100] },
        curves,
      }),
    [curves, longest, floor],
  );
  const lastPoint = heldOut[heldOut.length - 1];
  const ends = (['mixer', 'vit', 'cnn', 'bag', 'flat'] as const).map(
    (model) => `${modelNames[model].label} ${percent(finalAccuracy(recorded, model).mean)}`,
  );
  const { seeds } = finalAccuracy(recorded, 'mixer');
  const finding =
    live && lastPoint
      ? `Your run of ${modelNames[settings.model].name} names ${percent(lastPoint.accuracy)} of the held-out images after ${Math.round((10 * lastPoint.step) / stepsPerEpoch) / 10} epochs. Thin curves are recorded runs, bands the range of their seeds.`
      : `Where the curves end on ${dataNames[recorded.data]}: ${ends.join(', ')}. ${seeds > 1 ? `Bands: range of ${seeds} seeds.` : 'One seed each.'}`;
  return (
    <FigureFrame
      className="accuracy-panel"
      title="Accuracy"
      finding={finding}
      file="mixer-accuracy"
      table={() => curveTable(curves, 'images seen', 'accuracy in percent')}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});
