import { axisX, axisY, cell, type PlotOptions, text } from '@observablehq/plot';
import { useCallback, useMemo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import type { Shown } from '../shown';

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

/** Rows are what an image is, columns what the model says. */
export function ConfusionPanel({ shown }: { shown: Shown }) {
  const { classNames } = shown.description;
  const confusion = shown.evaluation?.confusion;
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
}

function confusionPlot(cells: readonly Cell[], classNames: readonly string[], width: number): PlotOptions {
  const longest = Math.max(...classNames.map((name) => name.length));
  const marginLeft = Math.min(24 + 7.2 * longest, width / 3);
  const side = (width - marginLeft - 8) / classNames.length;
  const narrow = side < 34;
  return {
    height: 28 + 14 + side * classNames.length * (narrow ? 1 : 0.62) + (narrow ? 7 * longest : 24),
    marginTop: 28,
    marginLeft,
    marginRight: 8,
    marginBottom: narrow ? 14 + 7 * longest : 40,
    padding: 0.04,
    x: { type: 'band', domain: [...classNames] },
    y: { type: 'band', domain: [...classNames] },
    marks: [
      axisX({
        label: 'named',
        labelArrow: 'none',
        tickSize: 0,
        tickRotate: narrow ? -90 : 0,
        tickFormat: (name: string) => (narrow || side > 7.2 * longest ? name : name.slice(0, Math.floor(side / 7.6))),
      }),
      axisY({ label: 'is', labelArrow: 'none', tickSize: 0 }),
      cell(cells, {
        x: 'said',
        y: 'truth',
        fill: (item: Cell) =>
          `color-mix(in oklab, var(${item.truth === item.said ? '--ours' : '--baseline'}) ${Math.round(100 * Math.sqrt(item.share) * 0.8)}%, var(--paper-2))`,
      }),
      text(
        cells.filter(({ count }) => count > 0),
        {
          x: 'said',
          y: 'truth',
          text: (item: Cell) => String(item.count),
          fill: 'var(--ink-1)',
          fontSize: narrow ? 10 : 12,
        },
      ),
    ],
  };
}
