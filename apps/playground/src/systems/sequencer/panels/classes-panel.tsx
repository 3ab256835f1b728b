import { axisX, axisY, cell, type PlotOptions, text } from '@observablehq/plot';
import { memo, useCallback, useMemo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import type { SizePoint } from '../run';

interface Cell {
  className: string;
  side: string;
  share: number;
}

interface Props {
  classNames: readonly string[];
  sizes: readonly SizePoint[];
}

/** Which classes keep their names when the size changes. */
export const ClassesPanel = memo(function ClassesPanel({ classNames, sizes }: Props) {
  const cells = useMemo(
    () =>
      sizes.flatMap(({ side, perClass }) =>
        perClass.map((share, index): Cell => ({ className: classNames[index], side: String(side), share })),
      ),
    [classNames, sizes],
  );
  const draw = useCallback((width: number) => classesPlot(cells, classNames, width), [cells, classNames]);
  if (cells.length === 0) return null;
  const finding = findingOf(classNames, sizes);
  return (
    <FigureFrame
      title="Class by class"
      finding={finding}
      file="sequencer-classes"
      table={() => ({
        columns: ['class', 'side', 'share named right'],
        rows: cells.map(({ className, side, share }) => [className, side, share]),
      })}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});

function findingOf(classNames: readonly string[], sizes: readonly SizePoint[]): string {
  const trained = sizes.find(({ side }) => side === 28);
  const last = sizes[sizes.length - 1];
  if (!trained || last.side === 28)
    return 'Share of the held-out images of each class that are named right, in percent.';
  const losses = classNames
    .map((name, index) => ({ name, from: trained.perClass[index], to: last.perClass[index] }))
    .sort((a, b) => b.from - b.to - (a.from - a.to));
  const said = ({ name, from, to }: (typeof losses)[number]) =>
    `${name} (${Math.round(100 * from)} % at 28, ${Math.round(100 * to)} % at ${last.side})`;
  return `Share of the held-out images of each class that are named right, in percent. From 28 to ${last.side} pixels ${said(losses[0])} loses most, ${said(losses[losses.length - 1])} least.`;
}

function classesPlot(cells: readonly Cell[], classNames: readonly string[], width: number): PlotOptions {
  const marginLeft = Math.min(24 + 7.2 * Math.max(...classNames.map((name) => name.length)), width / 3);
  const narrow = width < 480;
  return {
    height: 36 + 46 + classNames.length * 30,
    marginTop: 8,
    marginLeft,
    marginRight: 8,
    marginBottom: 46,
    x: { type: 'band', domain: [...new Set(cells.map(({ side }) => side))], padding: 0.04 },
    y: { type: 'band', domain: [...classNames], padding: 0.06 },
    marks: [
      axisX({ anchor: 'bottom', label: 'side of the images, pixels', labelArrow: 'none', tickSize: 0 }),
      axisY({ label: null, tickSize: 0 }),
      cell(cells, { x: 'side', y: 'className', fill: shade }),
      text(cells, {
        x: 'side',
        y: 'className',
        text: ({ share }: Cell) => String(Math.round(100 * share)),
        fill: 'var(--ink-1)',
        fontSize: narrow ? 10 : 12,
      }),
    ],
  };
}

/** The share as strength of the colour of the model. */
const shade = ({ share }: Cell): string =>
  `color-mix(in oklab, var(--ours) ${Math.round(70 * share * share)}%, var(--paper-2))`;
