import { axisX, axisY, cell, type PlotOptions, text } from '@observablehq/plot';
import { memo, useCallback, useMemo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import type { Evaluation, RunDescription } from '../run';

interface Cell {
  truth: string;
  said: string;
  count: number;
  /** Share of the images of the true class. */
  share: number;
}

function cellsOf(classNames: readonly string[], confusion: readonly (readonly number[])[]): Cell[] {
  return confusion.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, said) => ({
      truth: classNames[truth],
      said: classNames[said],
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
}

interface Props {
  description: RunDescription;
  evaluation?: Evaluation;
}

/** Rows are what an image is, columns what the model says. */
export const ConfusionPanel = memo(function ConfusionPanel({ description, evaluation }: Props) {
  const { classNames } = description;
  const confusion = evaluation?.confusion;
  const cells = useMemo(() => cellsOf(classNames, confusion ?? []), [classNames, confusion]);
  const draw = useCallback((width: number) => confusionPlot(cells, classNames, width), [cells, classNames]);
  if (cells.length === 0) return null;
  const worst = cells.filter(({ truth, said }) => truth !== said).sort((a, b) => b.count - a.count)[0];
  const finding =
    worst && worst.count > 0
      ? `Most often confused: ${worst.truth} taken for ${worst.said}, ${worst.count} times (${Math.round(100 * worst.share)} % of its images).`
      : 'No held-out image is confused.';
  return (
    <FigureFrame
      title="What it confuses"
      finding={finding}
      file="mixer-confusion"
      table={() => ({
        columns: ['is', 'named', 'images'],
        rows: cells.map(({ truth, said, count }) => [truth, said, count]),
      })}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});

const letter = 7.2;

function confusionPlot(cells: readonly Cell[], classNames: readonly string[], width: number): PlotOptions {
  const longest = letter * Math.max(...classNames.map((name) => name.length));
  const marginLeft = Math.min(24 + longest, width / 3);
  const side = (width - marginLeft - 8) / classNames.length;
  const narrow = side < 34;
  const turned = side < longest;
  const marginBottom = turned ? 20 + longest * (narrow ? 1 : 0.7) : 40;
  return {
    height: 28 + marginBottom + side * classNames.length * (narrow ? 1 : 0.6),
    marginTop: 28,
    marginLeft,
    marginRight: 8,
    marginBottom,
    x: { type: 'band', domain: [...classNames], padding: 0.04 },
    y: { type: 'band', domain: [...classNames], padding: 0.04 },
    marks: [
      axisX({
        anchor: 'bottom',
        label: turned ? null : 'named',
        labelArrow: 'none',
        tickSize: 0,
        tickRotate: narrow ? -90 : turned ? -40 : 0,
      }),
      axisY({ label: turned ? 'is \u2193, named \u2192' : 'is', labelAnchor: 'top', labelArrow: 'none', tickSize: 0 }),
      cell(cells, { x: 'said', y: 'truth', fill: shade }),
      text(
        cells.filter(({ count }) => count > 0),
        { x: 'said', y: 'truth', text: 'count', fill: 'var(--ink-1)', fontSize: narrow ? 10 : 12 },
      ),
    ],
  };
}

/** Right answers in the colour of the model, wrong ones in orange; the share is the strength. */
function shade({ truth, said, share }: Cell): string {
  const strength = Math.round(80 * Math.sqrt(share));
  return `color-mix(in oklab, var(${truth === said ? '--ours' : '--baseline'}) ${strength}%, var(--paper-2))`;
}
