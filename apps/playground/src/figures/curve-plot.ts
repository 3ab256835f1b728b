import { areaY, axisX, axisY, dot, gridY, lineY, type PlotOptions, text } from '@observablehq/plot';
import { type Curve, type CurvePoint, thinned } from './curve';
import { roleColor, roleInk } from './palette';
import { placeLabels } from './place-labels';

export interface CurvePlotOptions {
  width: number;
  height: number;
  x: { label: string; domain: [number, number]; format?: (value: number) => string };
  y: { label: string; domain: [number, number]; format?: (value: number) => string };
  curves: readonly Curve[];
}

const labelGap = 15;
/** Pixels that the widest of some labels needs at 13 px; those of emphasised curves are bold. */
const labelWidth = (labels: readonly { text: string; bold?: boolean }[]) =>
  14 + Math.max(0, ...labels.map(({ text: label, bold }) => (bold ? 8 : 7.2) * label.length));

const last = (curve: Curve): CurvePoint => curve.points[curve.points.length - 1];

/** Curves with their intervals as bands and their names at their ends, instead of a legend. */
export function curvePlot({ width, height, x, y, curves: all }: CurvePlotOptions): PlotOptions {
  const curves = all.filter((curve) => curve.points.length > 0);
  const fits = labelWidth(curves.map(({ label, emphasis }) => ({ text: label, bold: emphasis }))) <= width / 3;
  const labelOf = ({ label, short }: Curve) => (fits ? label : (short ?? label));
  const margins = {
    marginTop: 28,
    marginBottom: 46,
    marginLeft: 40,
    marginRight: labelWidth(curves.map((curve) => ({ text: labelOf(curve), bold: curve.emphasis }))),
  };
  const inside = height - margins.marginTop - margins.marginBottom;
  const pixel = (value: number) => {
    const share = (value - y.domain[0]) / (y.domain[1] - y.domain[0]);
    return margins.marginTop + inside * (1 - Math.min(Math.max(share, 0), 1));
  };
  const named = curves.filter(({ label }) => label !== '');
  const centres = placeLabels(
    named.map((curve) => pixel(last(curve).y)),
    labelGap,
    [margins.marginTop, height - margins.marginBottom - 4],
  );
  return {
    height,
    ...margins,
    x: { domain: x.domain },
    y: { domain: y.domain, clamp: true },
    marks: [
      gridY({ ticks: 5, stroke: 'var(--paper-4)', strokeOpacity: 1 }),
      axisX({ ticks: Math.max(3, width / 110), label: x.label, labelArrow: 'none', tickFormat: x.format, tickSize: 4 }),
      axisY({ ticks: 5, label: y.label, labelArrow: 'none', tickFormat: y.format, tickSize: 0 }),
      ...curves.flatMap((curve) => curveMarks(curve)),
      ...named.map((curve, index) =>
        text([last(curve)], {
          x: 'x',
          y: 'y',
          dx: 8,
          dy: centres[index] - pixel(last(curve).y),
          text: () => labelOf(curve),
          textAnchor: 'start',
          fill: roleInk[curve.role],
          stroke: 'var(--paper-1)',
          strokeWidth: 4,
          fontWeight: curve.emphasis ? 600 : 400,
          fontSize: 13,
        }),
      ),
    ],
  };
}

function curveMarks(curve: Curve) {
  const points = thinned(curve.points);
  const color = roleColor[curve.role];
  const banded = curve.points.some((point) => point.low !== undefined);
  return [
    banded ? areaY(curve.points, { x: 'x', y1: 'low', y2: 'high', fill: color, fillOpacity: 0.18 }) : null,
    lineY(points, {
      x: 'x',
      y: 'y',
      stroke: color,
      strokeWidth: curve.emphasis ? 2.5 : 1.5,
      strokeDasharray: curve.dash,
      strokeLinejoin: 'round',
    }),
    curve.emphasis ? dot([last(curve)], { x: 'x', y: 'y', fill: color, r: 4 }) : null,
  ].filter((mark) => mark !== null);
}
