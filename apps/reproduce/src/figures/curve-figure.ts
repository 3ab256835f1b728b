import * as Plot from '@observablehq/plot';
import { colours, dashes, type Role } from './colours';
import { spreadLabels, svgPlot } from './svg-plot';

/** One line with its band. */
export interface Curve {
  name: string;
  role: Role;
  /** In order of x; low and high bound the band over seeds. */
  points: ReadonlyArray<{ x: number; y: number; low: number; high: number }>;
}

/** Axis names with units. */
export interface CurveFigureOptions {
  xLabel: string;
  yLabel: string;
  width?: number;
  height?: number;
  /** Ticks of x at whole numbers only. */
  wholeX?: boolean;
  /** Logarithmic y. */
  logarithmic?: boolean;
}

/** Lines with bands over seeds, labelled at their ends. */
export function curveFigure(curves: readonly Curve[], options: CurveFigureOptions): string {
  const { xLabel, yLabel, width = 760, height = 420, wholeX = false, logarithmic = false } = options;
  const scale = (value: number) => (logarithmic ? Math.log10(value) : value);
  const all = curves.flatMap((curve) => curve.points);
  const low = Math.min(...all.map((point) => scale(point.low)));
  const high = Math.max(...all.map((point) => scale(point.high)));
  const margins = { marginTop: 28, marginRight: 190, marginBottom: 44, marginLeft: 56 };
  // A label is about 16 pixels high.
  const gap = (16 * (high - low || 1)) / (height - margins.marginTop - margins.marginBottom);
  const ends = curves.map((curve) => curve.points[curve.points.length - 1]);
  const places = spreadLabels(
    curves.map((curve, index) => ({ text: curve.name, y: scale(ends[index].y) })),
    gap,
  ).map((place) => (logarithmic ? 10 ** place : place));
  const dashOf = dashesByRole(curves);
  const xs = [...new Set(all.map((point) => point.x))];
  return svgPlot({
    width,
    height,
    ...margins,
    x: {
      label: xLabel,
      labelAnchor: 'center',
      labelArrow: 'none',
      ...(wholeX && xs.length <= 20 ? { ticks: xs, tickFormat: 'd' } : {}),
    },
    y: { label: yLabel, grid: true, ...(logarithmic ? { type: 'log' } : {}) },
    marks: curves.flatMap((curve, index) => [
      Plot.areaY(curve.points, {
        x: 'x',
        y1: 'low',
        y2: 'high',
        fill: colours[curve.role],
        fillOpacity: 0.15,
      }),
      Plot.lineY(curve.points, {
        x: 'x',
        y: 'y',
        stroke: colours[curve.role],
        strokeWidth: curve.role === 'ours' ? 2.5 : 1.75,
        strokeDasharray: dashOf[index],
      }),
      Plot.text([{ x: ends[index].x, y: places[index] }], {
        x: 'x',
        y: 'y',
        text: () => curve.name,
        textAnchor: 'start',
        dx: 8,
        fill: labelColours[curve.role],
        fontWeight: curve.role === 'ours' ? 600 : 400,
      }),
    ]),
  });
}

/** Text needs more contrast than lines: the orange of baselines is darkened for it. */
export const labelColours: Record<Role, string> = { ours: '#005a8d', baseline: '#8a5f00', control: '#5f5f5b' };

/** The nth model of a role gets the nth dash. */
export function dashesByRole(curves: ReadonlyArray<{ role: Role }>): string[] {
  const counts = new Map<Role, number>();
  return curves.map(({ role }) => {
    const count = counts.get(role) ?? 0;
    counts.set(role, count + 1);
    return dashes[count % dashes.length];
  });
}
