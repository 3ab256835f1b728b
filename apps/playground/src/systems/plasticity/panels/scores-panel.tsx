import { axisX, dot, gridX, link, type PlotOptions, text } from '@observablehq/plot';
import { memo, useCallback } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { type Role, roleColor, roleInk } from '../../../figures/palette';
import { PlotFigure } from '../../../figures/plot-figure';
import { upperFirst } from '../rule-text';
import type { Evaluation, ModelScore, RunDescription } from '../run';
import { simulatedNote } from '../shown';

/** Models that do worse than this, in percent, are drawn at the edge; their number is written all the same. */
const lowestShown = -100;
const rowHeight = 34;
const top = 8;
const bottom = 44;
const roles: Record<ModelScore['kind'], Role> = {
  found: 'ours',
  truth: 'truth',
  control: 'control',
  baseline: 'baseline',
};

const percentText = (value: number) =>
  value < -9999
    ? 'below −9999\u202f%'
    : Number.isFinite(value)
      ? `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)}\u202f%`
      : 'diverges';

interface Props {
  description: RunDescription;
  evaluation?: Evaluation;
}

/** How much of the choices each model explains, with the range over animals. */
export const ScoresPanel = memo(function ScoresPanel({ description, evaluation }: Props) {
  const scores = evaluation?.scores;
  const draw = useCallback((width: number): PlotOptions => scoresPlot(scores ?? [], width), [scores]);
  if (!evaluation || !scores) {
    return (
      <div className="waiting">
        <h3>Choices explained</h3>
        <p className="small quiet">Comes when the search has ended.</p>
      </div>
    );
  }
  const found = scores.find(({ kind }) => kind === 'found');
  const truth = scores.find(({ kind }) => kind === 'truth');
  const base = scores.find(({ kind }) => kind === 'control');
  const who = evaluation.fresh
    ? `${evaluation.animals} animals that the search never saw`
    : 'the animals it was fitted to';
  const finding = `On ${who} the found rule ${Number.isFinite(found?.mean) ? `explains ${percentText(found?.mean ?? 0)} of the deviance of a fair coin` : 'diverges'}${truth ? `, the true rule ${percentText(truth.mean)}` : ''}${base ? `, the base rate alone ${percentText(base.mean)}` : ''}. Base rate, regression and Q-learning are fitted to each of these animals, the rules are not. Bars: range over animals.${simulatedNote(description)}`;
  return (
    <FigureFrame
      title="Choices explained"
      finding={finding}
      file="plasticity-choices-explained"
      table={() => ({
        columns: ['model', 'percent deviance explained', 'lowest animal', 'highest animal'],
        rows: scores.map(({ name, mean, low, high }) => [name, mean, low, high]),
      })}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});

function scoresPlot(scores: readonly ModelScore[], width: number): PlotOptions {
  const rows = scores.map((score) => ({ ...score, label: upperFirst(score.name), role: roles[score.kind] }));
  const drawn = rows.filter(({ mean, low, high }) => [mean, low, high].every(Number.isFinite));
  // A rule that diverges on one animal must not squeeze all others into a corner.
  const values = drawn.flatMap(({ low, high }) => [Math.max(low, lowestShown), Math.max(high, lowestShown)]);
  const labels = Math.min(14 + 7 * Math.max(...rows.map(({ label }) => label.length)), 0.5 * width);
  return {
    height: top + bottom + rows.length * rowHeight,
    marginTop: top,
    marginBottom: bottom,
    marginLeft: labels,
    marginRight: 68,
    x: {
      domain: [Math.min(0, Math.floor(Math.min(0, ...values) / 5) * 5), Math.ceil(Math.max(...values, 5) / 5) * 5],
      clamp: true,
    },
    y: { type: 'band', domain: rows.map(({ label }) => label), axis: null },
    marks: [
      gridX({ ticks: Math.max(3, width / 140), stroke: 'var(--paper-4)', strokeOpacity: 1 }),
      axisX({ ticks: Math.max(3, width / 140), label: 'deviance explained, %', labelArrow: 'none', tickSize: 4 }),
      ...rows.flatMap((row) => [
        link(drawn.includes(row) ? [row] : [], {
          x1: 'low',
          x2: 'high',
          y1: 'label',
          y2: 'label',
          stroke: roleColor[row.role],
          strokeWidth: 3,
          strokeOpacity: 0.5,
          strokeDasharray: row.role === 'truth' ? '5 4' : undefined,
        }),
        dot(drawn.includes(row) ? [row] : [], { x: 'mean', y: 'label', r: 5.5, fill: roleColor[row.role] }),
        text([row], {
          frameAnchor: 'left',
          y: 'label',
          dx: -labels + 2,
          textAnchor: 'start',
          text: 'label',
          lineWidth: (labels - 8) / 13,
          fill: roleInk[row.role],
          fontSize: 13,
          fontWeight: row.role === 'ours' ? 600 : 400,
        }),
        text([row], {
          frameAnchor: 'right',
          y: 'label',
          dx: 66,
          textAnchor: 'end',
          text: () => percentText(row.mean),
          fill: 'var(--ink-2)',
          fontSize: 13,
        }),
      ]),
    ],
  };
}
