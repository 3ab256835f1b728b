import { axisX, dot, gridX, link, type PlotOptions, text } from '@observablehq/plot';
import { memo, useCallback, useMemo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { roleColor, roleInk } from '../../../figures/palette';
import { PlotFigure } from '../../../figures/plot-figure';
import { dataNames } from '../../../images/image-data';
import { percent, points } from '../../../text/format';
import { modelNames } from '../model-names';
import type { RecordedExperiment } from '../recorded/recorded-experiment';
import { finalAccuracy } from '../recorded/summary';
import type { Evaluation } from '../run';
import type { MixerSettings, ModelName } from '../settings';

const rowHeight = 34;
const top = 8;
const bottom = 44;

interface Row {
  label: string;
  role: (typeof modelNames)[ModelName]['role'];
  mean: number;
  low: number;
  high: number;
  own: boolean;
}

function rowsOf(recorded: RecordedExperiment, own: Props['own']): Row[] {
  const rows: Row[] = (Object.keys(modelNames) as ModelName[])
    .map((model) => ({ ...finalAccuracy(recorded, model), ...modelNames[model], own: false }))
    .sort((a, b) => b.mean - a.mean);
  if (own && own.settings.data === recorded.data) {
    const { accuracy, interval } = own.evaluation;
    const [low, high] = interval ?? [accuracy, accuracy];
    rows.push({ label: 'your run', role: modelNames[own.settings.model].role, mean: accuracy, low, high, own: true });
  }
  return rows;
}

interface Props {
  recorded: RecordedExperiment;
  /** The run of the visitor, as far as it has come. */
  own?: { settings: MixerSettings; evaluation: Evaluation };
}

/** End accuracy of all models with the range over seeds, and of the visitor's run with its interval. */
export const FinalAccuracyPanel = memo(function FinalAccuracyPanel({ recorded, own }: Props) {
  const rows = useMemo(() => rowsOf(recorded, own), [recorded, own]);
  const draw = useCallback((width: number): PlotOptions => finalPlot(rows, width), [rows]);
  const mixer = finalAccuracy(recorded, 'mixer');
  const bag = finalAccuracy(recorded, 'bag');
  const finding = `On ${dataNames[recorded.data]} token mixing is worth ${points(mixer.mean - bag.mean)}; Mixer minus ViT is ${points(mixer.mean - finalAccuracy(recorded, 'vit').mean)}, minus CNN ${points(mixer.mean - finalAccuracy(recorded, 'cnn').mean)}. Bars: 95 % bootstrap interval over the held-out images${mixer.seeds > 1 ? `, over ${mixer.seeds} seeds` : ''}.`;
  return (
    <FigureFrame
      title="Where the runs end"
      finding={finding}
      file="mixer-final-accuracy"
      table={() => ({
        columns: ['model', 'accuracy', 'low', 'high'],
        rows: rows.map(({ label, mean, low, high }) => [label, mean, low, high]),
      })}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});

function finalPlot(rows: readonly Row[], width: number): PlotOptions {
  const values = rows.flatMap(({ low, high }) => [100 * low, 100 * high]);
  const labels = 132;
  return {
    height: top + bottom + rows.length * rowHeight,
    marginTop: top,
    marginBottom: bottom,
    marginLeft: labels,
    marginRight: 64,
    x: { domain: [Math.floor(Math.min(...values) / 5) * 5, Math.ceil(Math.max(...values) / 5) * 5] },
    y: { type: 'band', domain: rows.map(({ label }) => label), axis: null },
    marks: [
      gridX({ ticks: Math.max(3, width / 120), stroke: 'var(--paper-4)', strokeOpacity: 1 }),
      axisX({
        ticks: Math.max(3, width / 120),
        label: 'held-out images named right, %',
        labelArrow: 'none',
        tickSize: 4,
      }),
      ...rows.flatMap((row) => [
        link([row], {
          x1: 100 * row.low,
          x2: 100 * row.high,
          y1: () => row.label,
          y2: () => row.label,
          stroke: roleColor[row.role],
          strokeWidth: 3,
          strokeOpacity: 0.5,
        }),
        dot([row], {
          x: 100 * row.mean,
          y: () => row.label,
          r: 5.5,
          fill: row.own ? 'var(--paper-1)' : roleColor[row.role],
          stroke: roleColor[row.role],
          strokeWidth: 2,
        }),
        text([row], {
          frameAnchor: 'left',
          y: () => row.label,
          dx: -labels + 2,
          textAnchor: 'start',
          text: () => row.label,
          fill: roleInk[row.role],
          fontSize: 13,
          fontWeight: row.role === 'ours' ? 600 : 400,
        }),
        text([row], {
          frameAnchor: 'right',
          y: () => row.label,
          dx: 62,
          textAnchor: 'end',
          text: () => percent(row.mean),
          fill: 'var(--ink-2)',
          fontSize: 13,
        }),
      ]),
    ],
  };
}
