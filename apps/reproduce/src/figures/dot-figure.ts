import * as Plot from '@observablehq/plot';
import { colours, type Role } from './colours';
import { svgPlot } from './svg-plot';

/** One row: the single runs, their mean and an interval. */
export interface DotRow {
  name: string;
  role: Role;
  values: readonly number[];
  mean: number;
  low: number;
  high: number;
}

/** Axis name with unit. */
export interface DotFigureOptions {
  xLabel: string;
  width?: number;
  /** Digits of the means behind the point. Default 1. */
  digits?: number;
}

/** Rows with an interval, the mean as a full dot and every run as a ring. */
export function dotFigure(rows: readonly DotRow[], { xLabel, width = 760, digits = 1 }: DotFigureOptions): string {
  const runs = rows.flatMap((row) => row.values.map((value) => ({ ...row, value })));
  const colour = (row: { role: Role }) => colours[row.role];
  return svgPlot({
    width,
    height: 72 + 40 * rows.length,
    marginLeft: 200,
    marginRight: 60,
    marginTop: 12,
    marginBottom: 44,
    x: { label: xLabel, labelAnchor: 'center', labelArrow: 'none', grid: true, inset: 12 },
    y: { label: null, domain: rows.map((row) => row.name), tickSize: 0 },
    marks: [
      Plot.ruleY(rows, { y: 'name', x1: 'low', x2: 'high', stroke: colour, strokeWidth: 5, strokeOpacity: 0.35 }),
      Plot.dot(runs, { y: 'name', x: 'value', stroke: colour, r: 4, strokeWidth: 1.25 }),
      Plot.dot(rows, { y: 'name', x: 'mean', fill: colour, r: 5 }),
      Plot.text(rows, { y: 'name', x: 'mean', text: (row: DotRow) => row.mean.toFixed(digits), dy: -14 }),
    ],
  });
}
