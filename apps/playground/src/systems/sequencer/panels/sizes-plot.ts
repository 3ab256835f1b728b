import { areaY, axisX, axisY, dot, gridY, lineY, link, type PlotOptions, ruleX, text } from '@observablehq/plot';
import type { CurvePoint } from '../../../figures/curve';
import { sides } from '../settings';

/** A point of the Mixer: where it was trained, or rebuilt for a larger size. */
export interface MixerPoint {
  side: number;
  /** Percent. */
  y: number;
  low?: number;
  high?: number;
  rebuilt: boolean;
}

export interface SizesPlotOptions {
  width: number;
  /** The side that is chosen. */
  side: number;
  /** The recorded seeds as a band; empty where they cannot be compared. */
  recorded: readonly CurvePoint[];
  /** The run of the visitor with its intervals; empty before it is measured. */
  own: readonly CurvePoint[];
  /** Name of the curve that stands out. */
  label: string;
  mixer: readonly MixerPoint[];
}

const margins = { marginTop: 28, marginBottom: 46, marginLeft: 40, marginRight: 18 };

/** Accuracy of the same weights by the side of the images. The Mixer is a dot: it has one size. */
export function sizesPlot({ width, side, recorded, own, label, mixer }: SizesPlotOptions): PlotOptions {
  const all = [...recorded, ...own].flatMap(({ y, low = y, high = y }) => [low, high]);
  const values = [...all, ...mixer.flatMap(({ y, low = y, high = y }) => [low, high])];
  const bottom = Math.max(0, Math.floor((Math.min(90, ...values) - 4) / 10) * 10);
  const top = Math.min(100, Math.ceil((Math.max(50, ...values) + 4) / 10) * 10);
  const main = own.length > 0 ? own : recorded;
  const chosen = main.filter(({ x }) => x === side);
  const narrow = width < 480;
  return {
    height: narrow ? 280 : width < 600 ? 330 : 420,
    ...margins,
    x: { domain: [sides[0] - 1, sides[sides.length - 1] + 1] },
    y: { domain: [bottom, top], clamp: true },
    marks: [
      gridY({ ticks: 5, stroke: 'var(--paper-4)', strokeOpacity: 1 }),
      ruleX([28], { stroke: 'var(--truth)', strokeDasharray: '3 3', strokeOpacity: 0.6 }),
      ruleX([side], { stroke: 'var(--ours)', strokeWidth: 14, strokeOpacity: 0.12 }),
      axisX({ ticks: [...sides], label: 'side of the images, pixels', labelArrow: 'none', tickSize: 4 }),
      axisY({ ticks: 5, label: 'held-out images named right, %', labelArrow: 'none', tickSize: 0 }),
      text([28], {
        x: (x) => x,
        frameAnchor: 'bottom',
        dy: -6,
        dx: 5,
        text: () => 'trained here',
        textAnchor: 'start',
        fill: 'var(--ink-4)',
        fontSize: 12,
      }),
      areaY(recorded, { x: 'x', y1: 'low', y2: 'high', fill: 'var(--ours)', fillOpacity: 0.16 }),
      lineY(recorded, {
        x: 'x',
        y: 'y',
        stroke: 'var(--ours)',
        strokeWidth: own.length > 0 ? 1.5 : 2.5,
        strokeLinejoin: 'round',
      }),
      link(own, {
        x1: 'x',
        x2: 'x',
        y1: 'low',
        y2: 'high',
        stroke: 'var(--ours)',
        strokeWidth: 3,
        strokeOpacity: 0.4,
      }),
      lineY(own, { x: 'x', y: 'y', stroke: 'var(--ours)', strokeWidth: 2.5, strokeLinejoin: 'round' }),
      dot(main, { x: 'x', y: 'y', r: 3, fill: 'var(--ours)' }),
      dot(chosen, { x: 'x', y: 'y', r: 6, fill: 'var(--ours)', stroke: 'var(--paper-1)', strokeWidth: 2 }),
      link(mixer, {
        x1: 'side',
        x2: 'side',
        y1: (point: MixerPoint) => point.low ?? point.y,
        y2: (point: MixerPoint) => point.high ?? point.y,
        stroke: 'var(--baseline)',
        strokeWidth: 3,
        strokeOpacity: 0.5,
      }),
      dot(mixer, {
        x: 'side',
        y: 'y',
        r: 5.5,
        fill: (point: MixerPoint) => (point.rebuilt ? 'var(--paper-1)' : 'var(--baseline)'),
        stroke: 'var(--baseline)',
        strokeWidth: 2,
      }),
      ...mixer.map((point) =>
        text([point], {
          x: 'side',
          y: 'y',
          dx: point.rebuilt ? -10 : 10,
          dy: -9,
          text: () => (point.rebuilt ? 'Mixer, rebuilt' : narrow ? 'Mixer' : 'Mixer, this size only'),
          textAnchor: point.rebuilt ? 'end' : 'start',
          fill: 'var(--baseline-ink)',
          stroke: 'var(--paper-1)',
          strokeWidth: 4,
          fontSize: 13,
        }),
      ),
      ...labelOf(main, label),
    ],
  };
}

/** The name of the curve below its beginning, where nothing else is. */
function labelOf(points: readonly CurvePoint[], label: string) {
  const [at] = points;
  if (!at) return [];
  return [
    text([at], {
      x: 'x',
      y: 'y',
      dx: -6,
      dy: 24,
      text: () => label,
      textAnchor: 'start',
      fill: 'var(--ours-ink)',
      stroke: 'var(--paper-1)',
      strokeWidth: 4,
      fontSize: 13,
      fontWeight: 600,
    }),
  ];
}
