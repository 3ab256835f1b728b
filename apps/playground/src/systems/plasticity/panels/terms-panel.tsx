import { axisX, dot, gridX, link, type PlotOptions, ruleX, text, tickX } from '@observablehq/plot';
import { memo, useCallback, useMemo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import { coefficientText, ruleText } from '../rule-text';
import { type Estimate, type RunDescription, shownTerms, type TermEstimate } from '../run';
import { simulatedNote } from '../shown';

const rowHeight = 32;
/** Fewer rows leave room, so that the figure keeps its height while terms come and go. */
const leastRows = 6;
const top = 26;
const bottom = 44;
/** Half of a 95 % interval, in standard errors. */
export const halfInterval = 1.96;

interface Row extends TermEstimate {
  label: string;
}

interface Props {
  description: RunDescription;
  estimate: Estimate;
}

/** The coefficients that matter, with their intervals, against the true ones. */
export const TermsPanel = memo(function TermsPanel({ description, estimate }: Props) {
  const rows = useMemo(
    (): Row[] => estimate.terms.slice(0, shownTerms).map((term) => ({ ...term, label: ruleText(term.name) })),
    [estimate],
  );
  const draw = useCallback((width: number): PlotOptions => termsPlot(rows, width), [rows]);
  const finding = findingOf(rows, estimate, description);
  return (
    <FigureFrame
      className="terms-panel"
      title="Coefficients of the rule"
      finding={finding}
      file="plasticity-coefficients"
      table={() => ({
        columns: ['term', 'coefficient', 'standard error', 'true coefficient'],
        rows: estimate.terms.map(({ name, value, error, truth }) => [name, value, error ?? '', truth ?? '']),
      })}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});

function findingOf(rows: readonly Row[], estimate: Estimate, description: RunDescription): string {
  if (rows.length === 0)
    return `The search starts from no plasticity: all coefficients are 0.${simulatedNote(description)}`;
  const named = rows.filter(({ truth }) => truth);
  const said = (named.length > 0 ? named : rows.slice(0, 3)).map(
    ({ label, value, truth }) =>
      `${label} is ${coefficientText(value)}${truth ? ` (true ${coefficientText(truth)})` : ''}`,
  );
  const others = estimate.terms.filter(({ truth, value }) => !truth && value !== 0);
  const largest = others.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
  const rest =
    named.length > 0 && others.length > 0
      ? ` ${others.length} other ${others.length === 1 ? 'term is' : 'terms are'} kept, at most ${coefficientText(largest)} in size.`
      : '';
  const interval = rows.some(({ error }) => error !== undefined)
    ? ' Bars: 95 % intervals, given the terms kept; they do not count the pull of the penalty towards 0.'
    : '';
  return `${said.join(', ')}.${rest}${interval}${simulatedNote(description)}`;
}

function termsPlot(rows: readonly Row[], width: number): PlotOptions {
  const ends = rows.flatMap(({ value, error = 0, truth = 0 }) => [
    value - halfInterval * error,
    value + halfInterval * error,
    truth,
  ]);
  const low = Math.min(-0.1, ...ends);
  const high = Math.max(1, ...ends);
  const pad = 0.04 * (high - low);
  const labels = 14 + 8 * Math.max(3, ...rows.map(({ label }) => label.length));
  const empty = Array.from({ length: Math.max(0, leastRows - rows.length) }, (_, index) => `empty row ${index}`);
  const firstTrue = rows.filter(({ truth }) => truth).slice(0, 1);
  return {
    height: top + bottom + Math.max(rows.length, leastRows) * rowHeight,
    marginTop: top,
    marginBottom: bottom,
    marginLeft: labels,
    marginRight: 64,
    x: { domain: [low - pad, high + pad] },
    y: { type: 'band', domain: [...rows.map(({ label }) => label), ...empty], axis: null },
    marks: [
      gridX({ ticks: Math.max(3, width / 120), stroke: 'var(--paper-4)', strokeOpacity: 1 }),
      axisX({ ticks: Math.max(3, width / 120), label: 'coefficient', labelArrow: 'none', tickSize: 4 }),
      ruleX([0], { stroke: 'var(--paper-5)' }),
      tickX(
        rows.filter(({ truth }) => truth !== undefined),
        {
          x: 'truth',
          y: 'label',
          stroke: 'var(--truth)',
          strokeWidth: 2,
          strokeDasharray: '4 3',
          insetTop: 3,
          insetBottom: 3,
        },
      ),
      text(firstTrue, {
        x: 'truth',
        y: 'label',
        dy: -rowHeight / 2 - 5,
        text: () => 'true',
        fill: 'var(--ink-1)',
      }),
      link(
        rows.filter(({ error }) => error !== undefined),
        {
          x1: ({ value, error = 0 }: Row) => value - halfInterval * error,
          x2: ({ value, error = 0 }: Row) => value + halfInterval * error,
          y1: 'label',
          y2: 'label',
          stroke: 'var(--ours)',
          strokeWidth: 3,
          strokeOpacity: 0.5,
        },
      ),
      dot(rows, { x: 'value', y: 'label', r: 5.5, fill: 'var(--ours)' }),
      ...[rows.filter(({ truth }) => truth), rows.filter(({ truth }) => !truth)].map((some, place) =>
        text(some, {
          frameAnchor: 'left',
          y: 'label',
          dx: -labels + 2,
          textAnchor: 'start',
          text: 'label',
          fill: 'var(--ink-1)',
          fontSize: 14,
          fontWeight: place === 0 ? 600 : 400,
        }),
      ),
      text(rows, {
        frameAnchor: 'right',
        y: 'label',
        dx: 62,
        textAnchor: 'end',
        text: ({ value }: Row) => coefficientText(value),
        fill: 'var(--ours-ink)',
        fontSize: 13,
      }),
    ],
  };
}
