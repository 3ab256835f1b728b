import { axisX, axisY, gridY, link, type PlotOptions, ruleY, text } from '@observablehq/plot';
import { memo, useCallback, useMemo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import { type ClassBar, colourOf } from '../round-view';
import type { TestName } from '../settings';

interface Props {
  test: TestName;
  round: number;
  bars: readonly ClassBar[];
}

const things = { 1: 'vertices', 2: 'pairs', 3: 'triples' } as const;
/** Places for bars that a figure has at least. */
const fewest = 8;
/** Differences that the text names. */
const named = 3;
/** Bars that are drawn at most: those of colours that differ before those that do not. */
const mostDrawn = 300;
/** Bars narrower than this, in pixels, get no numbers. */
const legible = 22;

/** How many vertices or tuples have each colour: graph A upwards, graph B downwards. */
export default memo(function HistogramPanel({ test, round, bars }: Props) {
  const what = things[Number(test[0]) as 1 | 2 | 3];
  const different = bars.filter(({ a, b }) => a !== b);
  const drawn = useMemo(() => drawnOf(bars), [bars]);
  const draw = useCallback((width: number) => histogram(drawn, what, width), [drawn, what]);
  const finding =
    different.length === 0
      ? `${bars.length === 1 ? 'The one colour occurs' : `All ${bars.length} colours occur`} equally often in both graphs: both halves are mirror images.`
      : `${different.length} of ${bars.length} colours occur in different numbers${different.length > named ? ', such as ' : ': '}${different
          .slice(0, named)
          .map(({ number, a, b }) => `colour ${number} (A ${a}, B ${b})`)
          .join(', ')}.`;
  const left = bars.length > drawn.length ? ` ${drawn.length} of them are drawn.` : '';
  return (
    <FigureFrame
      className="histogram-panel"
      title={`Colours of ${what}, round ${round}`}
      finding={finding + left}
      file="graph-colours"
      table={() => ({
        columns: ['test', 'round', 'colour', 'in A', 'in B'],
        rows: bars.map(({ number, a, b }) => [test, round, number, a, b]),
      })}
    >
      <PlotFigure description={finding + left} draw={draw} />
    </FigureFrame>
  );
});

function drawnOf(bars: readonly ClassBar[]): readonly ClassBar[] {
  if (bars.length <= mostDrawn) return bars;
  const differs = ({ a, b }: ClassBar) => a !== b;
  const first = [...bars.filter(differs), ...bars.filter((bar) => !differs(bar))].slice(0, mostDrawn);
  return first.sort((one, other) => one.number - other.number);
}

const height = 260;
const margins = { marginTop: 40, marginBottom: 36 };

/** Bars are thick lines, on lines that are a pixel larger all around: their outline. */
function barMarks(bars: readonly ClassBar[], side: 'a' | 'b', bandWidth: number, pixel: number) {
  const sign = side === 'a' ? 1 : -1;
  const thick = Math.max(1, 0.8 * bandWidth);
  const end = (more: number) => (bar: ClassBar) => sign * (bar[side] + more);
  const there = bars.filter((bar) => bar[side] > 0);
  const place = { x1: 'number', x2: 'number', y1: 0 } as const;
  return [
    link(thick > 6 ? there : [], { ...place, y2: end(pixel), stroke: 'var(--ink-2)', strokeWidth: thick + 2 }),
    link(there, { ...place, y2: end(0), stroke: ({ number }: ClassBar) => colourOf(number), strokeWidth: thick }),
  ];
}

function histogram(bars: readonly ClassBar[], what: string, width: number): PlotOptions {
  const highest = Math.max(1, ...bars.flatMap(({ a, b }) => [a, b]));
  // What one pixel is worth.
  const pixel = (2 * 1.18 * highest) / (height - margins.marginTop - margins.marginBottom);
  const bandWidth = (width - 60) / Math.max(bars.length, fewest);
  const numbered = bandWidth >= legible;
  // Few classes stay slim: the band has room for so many at least.
  const domain: (number | string)[] = bars.map(({ number }) => number);
  for (let empty = bars.length; empty < fewest; empty++) domain.push(`${' '.repeat(empty)}`);
  const count = (side: 'a' | 'b') =>
    text(numbered ? bars.filter((bar) => bar[side] > 0) : [], {
      x: 'number',
      y: (bar: ClassBar) => (side === 'a' ? bar.a : -bar.b),
      dy: side === 'a' ? -9 : 9,
      text: (bar: ClassBar) => `${bar[side]}`,
      fill: 'var(--ink-2)',
      fontSize: 13,
      fontWeight: undefined,
    });
  return {
    height,
    ...margins,
    marginLeft: 44,
    marginRight: 14,
    x: { type: 'band', domain, padding: 0.05 },
    y: { domain: [-1.18 * highest, 1.18 * highest] },
    marks: [
      gridY({ ticks: 4, stroke: 'var(--paper-4)', strokeOpacity: 1 }),
      axisY({
        ticks: 4,
        label: `number of ${what}`,
        labelArrow: 'none',
        tickSize: 0,
        tickFormat: (value: number) => (Number.isInteger(value) ? `${Math.abs(value)}` : ''),
      }),
      axisX({
        label: 'colour',
        labelAnchor: 'right',
        labelArrow: 'none',
        tickSize: 0,
        tickFormat: (value: number | string) => (numbered && typeof value === 'number' ? `${value}` : ''),
      }),
      ...barMarks(bars, 'a', bandWidth, pixel),
      ...barMarks(bars, 'b', bandWidth, pixel),
      ruleY([0], { stroke: 'var(--ink-2)' }),
      count('a'),
      count('b'),
      text(numbered ? bars.filter(({ a, b }) => a !== b) : [], {
        x: 'number',
        frameAnchor: 'top',
        dy: -20,
        text: () => '≠',
        fill: 'var(--wrong-ink)',
        fontWeight: 600,
        fontSize: 15,
      }),
      ...(['A', 'B'] as const).map((name) =>
        text([name], {
          frameAnchor: name === 'A' ? 'top-right' : 'bottom-right',
          text: () => `graph ${name}`,
          fill: 'var(--ink-1)',
          fontWeight: 600,
          fontSize: 13,
          dx: 8,
          dy: name === 'A' ? 4 : -4,
        }),
      ),
    ],
  };
}
