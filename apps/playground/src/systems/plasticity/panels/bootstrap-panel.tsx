import { axisX, dot, gridX, link, type PlotOptions, ruleX, text, tickX } from '@observablehq/plot';
import { memo, useCallback, useMemo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import { coefficientText, ruleText } from '../rule-text';
import { type BootstrapReport, type Estimate, type RunDescription, shownTerms, type TermBootstrap } from '../run';
import { simulatedNote } from '../shown';
import { halfInterval } from './terms-panel';

const rowHeight = 40;
const top = 24;
const bottom = 44;
/** Pixels between the two intervals of a term. */
const apart = 9;

interface Row extends TermBootstrap {
  label: string;
  error?: number;
  truth?: number;
}

interface Props {
  description: RunDescription;
  estimate: Estimate;
  report: BootstrapReport;
}

const rangeText = ({ low, high }: Row) => `${coefficientText(low)} to ${coefficientText(high)}`;
const keptText = (kept: number) => `${Math.round(100 * kept)}\u202f%`;

/** Intervals over resampled animals beside those of the standard errors. */
export const BootstrapPanel = memo(function BootstrapPanel({ description, estimate, report }: Props) {
  const rows = useMemo(
    (): Row[] =>
      report.terms.slice(0, shownTerms).map((term) => {
        const known = estimate.terms.find(({ name }) => name === term.name);
        return { ...term, label: ruleText(term.name), error: known?.error, truth: known?.truth };
      }),
    [estimate, report],
  );
  const draw = useCallback((width: number): PlotOptions => bootstrapPlot(rows, width), [rows]);
  const finding = findingOf(rows, report, description);
  return (
    <FigureFrame
      title="Other animals, another rule?"
      finding={finding}
      file="plasticity-bootstrap"
      table={() => ({
        columns: ['term', 'coefficient', 'low', 'high', 'share of draws that keep it'],
        rows: report.terms.map(({ name, value, low, high, kept }) => [name, value, low, high, kept]),
      })}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});

function findingOf(rows: readonly Row[], report: BootstrapReport, description: RunDescription): string {
  const { draws, asked, animals } = report;
  const said = rows
    .slice(0, 2)
    .map(({ label, low, high }) => `${label} lies between ${coefficientText(low)} and ${coefficientText(high)}`);
  const doubtful = rows.filter(({ kept }) => kept < 0.95).length;
  const kept =
    doubtful > 0
      ? ` ${doubtful} of the terms shown ${doubtful === 1 ? 'is' : 'are'} missing in more than one draw of twenty.`
      : '';
  const early = asked > draws ? ` Stopped after ${draws} of ${asked} draws.` : '';
  return `${said.join(', ')} in 95 % of ${draws} draws of ${animals} animals.${kept}${early} Lower bars: these intervals; upper bars: those of the standard errors. Right: share of draws that keep the term.${simulatedNote(description)}`;
}

function bootstrapPlot(rows: readonly Row[], width: number): PlotOptions {
  const ends = rows.flatMap(({ value, low, high, error = 0, truth = 0 }) => [
    ...[low, high, truth],
    value - halfInterval * error,
    value + halfInterval * error,
  ]);
  const low = Math.min(-0.1, ...ends);
  const high = Math.max(1, ...ends);
  const pad = 0.04 * (high - low);
  const ranges = rows.map((row) => rangeText(row).length);
  const labels = 14 + Math.max(8 * Math.max(3, ...rows.map(({ label }) => label.length)), 6.2 * Math.max(...ranges));
  const bar = { stroke: 'var(--ours)', strokeWidth: 3, y1: 'label', y2: 'label' } as const;
  return {
    height: top + bottom + rows.length * rowHeight,
    marginTop: top,
    marginBottom: bottom,
    marginLeft: labels,
    marginRight: 64,
    x: { domain: [low - pad, high + pad] },
    y: { type: 'band', domain: rows.map(({ label }) => label), axis: null },
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
      link(
        rows.filter(({ error }) => error !== undefined),
        {
          ...bar,
          x1: ({ value, error = 0 }: Row) => value - halfInterval * error,
          x2: ({ value, error = 0 }: Row) => value + halfInterval * error,
          dy: -apart / 2,
          strokeOpacity: 0.45,
        },
      ),
      link(rows, { ...bar, x1: 'low', x2: 'high', dy: apart / 2 }),
      dot(rows, { x: 'value', y: 'label', r: 4.5, fill: 'var(--ours)', stroke: 'var(--paper-1)' }),
      text(rows, {
        frameAnchor: 'left',
        y: 'label',
        dx: -labels + 2,
        textAnchor: 'start',
        text: 'label',
        dy: -8,
        fill: 'var(--ink-1)',
        fontSize: 14,
      }),
      text(rows, {
        frameAnchor: 'left',
        y: 'label',
        dx: -labels + 2,
        dy: 9,
        textAnchor: 'start',
        text: rangeText,
        fill: 'var(--ours-ink)',
        fontSize: 12,
      }),
      text(rows, {
        frameAnchor: 'right',
        y: 'label',
        dx: 62,
        textAnchor: 'end',
        text: ({ kept }: Row) => keptText(kept),
        fill: 'var(--ink-2)',
        fontSize: 13,
      }),
      text(['kept in'], {
        frameAnchor: 'top-right',
        dx: 62,
        dy: -20,
        textAnchor: 'end',
        fill: 'var(--ink-3)',
        fontSize: 13,
      }),
    ],
  };
}
