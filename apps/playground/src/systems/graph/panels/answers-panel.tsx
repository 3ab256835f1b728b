import { axisX, dot, gridX, link, type PlotOptions, ruleX, text } from '@observablehq/plot';
import { memo, useCallback, useMemo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { roleColor, roleInk } from '../../../figures/palette';
import { PlotFigure } from '../../../figures/plot-figure';
import { percent } from '../../../text/format';
import { type Contestant, modelNames } from '../models';
import type { Shown } from '../shown';

/** Whether the test that bounds a network parts the graphs; undefined where that is not known. */
export type Bounds = Record<Contestant, boolean | undefined>;

const networks: readonly Contestant[] = ['gin', 'ppgn'];
const boundNames: Record<Contestant, string> = { gin: '1-WL', ppgn: '2-FWL' };

/** How sure one network is, in per cent, that A, and that B, is the graph B. */
interface Row {
  model: Contestant;
  a: number;
  b: number;
}

/** Closer than this, in per cent, two answers are one. */
const together = 1;

/** What each network takes A and B for: two dots that part, or stay on each other. */
export const AnswersPanel = memo(function AnswersPanel({ shown, bounds }: { shown: Shown; bounds: Bounds }) {
  const { points, description } = shown;
  const rows = useMemo(
    () =>
      networks.map((model): Row => {
        const [a, b] = points[model].at(-1)?.asB ?? description.untrained[model].asB;
        return { model, a: 100 * a, b: 100 * b };
      }),
    [points, description],
  );
  const step = points.ppgn.at(-1)?.step ?? 0;
  const draw = useCallback((width: number) => answersPlot(rows, bounds, width), [rows, bounds]);
  const finding = `${step === 0 ? 'Before any training' : `After ${step} steps`}, ${rows.map(rowText).join('; ')}.`;
  return (
    <FigureFrame
      className="answers-panel"
      title="Is it A or B? What the networks answer"
      finding={finding}
      file="graph-answers"
      table={() => ({
        columns: ['network', 'step', 'A is B, %', 'B is B, %'],
        rows: networks.flatMap((model) => [
          row(model, 0, description.untrained[model].asB),
          ...points[model].flatMap(({ step: at, asB }) => (asB ? [row(model, at, asB)] : [])),
        ]),
      })}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});

const row = (model: Contestant, step: number, [a, b]: readonly [number, number]) => [
  modelNames[model].name,
  step,
  100 * a,
  100 * b,
];

function rowText({ model, a, b }: Row): string {
  const say = (value: number) => percent(value / 100, 0);
  const answers = `${modelNames[model].name} gives ${say(a)} for A and ${say(b)} for B`;
  return Math.abs(a - b) < together ? `${answers}: its two dots stay together` : answers;
}

/** What the bound of a network says, as short as the width asks for. */
function boundText(model: Contestant, parts: boolean | undefined, width: number): string {
  const test = boundNames[model];
  if (parts === undefined) return `at most ${test}`;
  if (parts) return width < 420 ? `${test} parts them` : `at most ${test}, which parts them: the dots can part`;
  return width < 420 ? `${test} cannot` : `at most ${test}, which cannot part them: the dots must stay together`;
}

const rowHeight = 86;
const margin = 18;
const radius = 10;
/** Dots that would cover each other, which are closer than so many pixels, lie as many apart: A above B. */
const apart = 15;

function answersPlot(rows: readonly Row[], bounds: Bounds, width: number): PlotOptions {
  const own = ({ model }: { model: Contestant }) => roleColor[modelNames[model].role];
  const pixel = (width - 2 * margin) / 100;
  const near = (row: Row) => Math.abs(row.a - row.b) * pixel < apart;
  const dots = (side: 'a' | 'b', close: boolean) => {
    const data = rows.filter((row) => near(row) === close);
    const dy = close ? (side === 'a' ? -apart / 2 : apart / 2) : 0;
    return [
      dot(data, { x: side, y: 'model', dy, r: radius, fill: 'var(--paper-1)', stroke: own, strokeWidth: 2.5 }),
      text(data, {
        x: side,
        y: 'model',
        dy,
        text: () => side.toUpperCase(),
        fill: 'var(--ink-1)',
        fontSize: 13,
        fontWeight: 600,
      }),
    ];
  };
  return {
    height: rows.length * rowHeight + 52,
    marginTop: 8,
    marginBottom: 44,
    marginLeft: margin,
    marginRight: margin,
    x: { domain: [0, 100] },
    y: { type: 'band', domain: rows.map(({ model }) => model), axis: null },
    marks: [
      gridX({ ticks: 5, stroke: 'var(--paper-4)', strokeOpacity: 1 }),
      axisX({ ticks: 5, label: 'how sure that it is B, %', labelArrow: 'none', tickSize: 4 }),
      ruleX([50], { stroke: 'var(--paper-5)', strokeDasharray: '4 3' }),
      link(rows, { x1: 'a', x2: 'b', y1: 'model', y2: 'model', stroke: own, strokeWidth: 5, strokeOpacity: 0.45 }),
      ...dots('a', true),
      ...dots('b', true),
      ...dots('a', false),
      ...dots('b', false),
      text(rows, {
        frameAnchor: 'left',
        y: 'model',
        dy: -34,
        textAnchor: 'start',
        text: ({ model }: Row) => modelNames[model].name,
        fill: ({ model }: Row) => roleInk[modelNames[model].role],
        stroke: 'var(--paper-1)',
        strokeWidth: 4,
        fontSize: 13,
        fontWeight: 600,
      }),
      text(rows, {
        frameAnchor: 'left',
        y: 'model',
        dx: 46,
        dy: -34,
        textAnchor: 'start',
        text: ({ model }: Row) => boundText(model, bounds[model], width),
        fill: 'var(--ink-3)',
        stroke: 'var(--paper-1)',
        strokeWidth: 4,
        fontSize: 13,
      }),
    ],
  };
}
