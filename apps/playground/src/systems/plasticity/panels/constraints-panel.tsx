import { axisX, axisY, dot, gridY, type PlotOptions, ruleY, text } from '@observablehq/plot';
import { memo, useCallback, useId } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import { percent } from '../../../text/format';
import { coefficientText, ruleText } from '../rule-text';
import { type ConstraintsReport, type RuleChange, type RunDescription, shownTerms, type TermConstraint } from '../run';
import { simulatedNote } from '../shown';
import { halfInterval } from './terms-panel';

const height = 260;
/** Errors beyond this are drawn at the edge. */
const largestShown = 1e6;

interface Props {
  description: RunDescription;
  report: ConstraintsReport;
}

const errorText = (error: number | undefined): string => {
  if (error === undefined) return 'no limit';
  return error < 1000 ? `± ${coefficientText(halfInterval * error)}` : 'beyond ± 1000';
};

/** How well the data see each independent change of the rule, and which they do not see, as terms. */
export const ConstraintsPanel = memo(function ConstraintsPanel({ description, report }: Props) {
  const { coefficients, changes } = report;
  const draw = useCallback((width: number): PlotOptions => changesPlot(report, width), [report]);
  const constrained = coefficients.filter((term) => term.constrained);
  const open = changes.filter(({ seen }) => !seen);
  const kept = coefficients
    .filter(({ value }) => value !== 0)
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
    .slice(0, shownTerms);
  const finding = `The choices see ${changes.length - open.length} of ${changes.length} independent changes of the rule, and constrain ${constrained.length} of ${coefficients.length} coefficients on their own: for these an error as large as the largest coefficient, ${coefficientText(report.scale)}, would have been noticed. A coefficient that is not constrained may still be right: the penalty chose it.${simulatedNote(description)}`;
  return (
    <div className="constraints">
      <FigureFrame
        title="What can these choices tell?"
        finding={finding}
        file="plasticity-constraints"
        table={() => ({
          columns: ['term', 'coefficient', 'standard error', 'standard error, others known', 'constrained'],
          rows: coefficients.map(({ name, value, standardError, conditionalError, constrained }) => [
            name,
            value,
            standardError ?? 'infinite',
            conditionalError ?? 'infinite',
            constrained ? 'yes' : 'no',
          ]),
        })}
      >
        <PlotFigure description={finding} draw={draw} />
      </FigureFrame>
      <KeptTerms terms={kept} free={coefficients.length} />
      {open.length > 0 ? <OpenChanges open={open} /> : null}
    </div>
  );
});

/** What the data say about each term of the rule, and which other term could stand in for it. */
function KeptTerms({ terms, free }: { terms: readonly TermConstraint[]; free: number }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="table-scroll terms-table" tabIndex={0} aria-labelledby={id}>
      <h4 id={id} className="visually-hidden">
        Terms of the rule
      </h4>
      <table className="numbers">
        <thead>
          <tr>
            <th scope="col">Term of the rule</th>
            <th scope="col">If all others were known</th>
            <th scope="col">All {free} free</th>
            <th scope="col">Looks most like</th>
          </tr>
        </thead>
        <tbody>
          {terms.map(({ name, conditionalError, standardError, twin }) => (
            <tr key={name}>
              <th scope="row">{termText(name)}</th>
              <td>{errorText(conditionalError)}</td>
              <td>{errorText(standardError)}</td>
              <td>{twin ? `${termText(twin.name)} (${percent(Math.abs(twin.correlation), 0)})` : 'no other'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const termText = (name: string) => (name === 'constant' ? '1' : ruleText(name));

/** Changes of the rule that the choices hardly see, the best seen first. */
function OpenChanges({ open }: { open: readonly RuleChange[] }) {
  return (
    <details className="disclosure">
      <summary className="small">{open.length} changes that the choices hardly see</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="table-scroll terms-table changes" tabIndex={0} aria-label="Changes hardly seen">
        <table className="numbers">
          <thead>
            <tr>
              <th scope="col">Change of the rule</th>
              <th scope="col">95 % interval along it</th>
            </tr>
          </thead>
          <tbody>
            {open.map(({ text: change = '', standardError }) => (
              <tr key={change}>
                <th scope="row">{ruleText(change.replaceAll(' constant', ''))}</th>
                <td>{errorText(standardError)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function changesPlot({ changes, scale }: ConstraintsReport, width: number): PlotOptions {
  const rows = changes.map(({ standardError, seen }, index) => ({
    rank: index + 1,
    reach: Math.min(largestShown, halfInterval * (standardError ?? Number.POSITIVE_INFINITY)),
    seen,
  }));
  const reaches = rows.map(({ reach }) => reach);
  const low = Math.min(scale / 10, ...reaches);
  const high = Math.max(scale * 10, ...reaches);
  const seen = rows.filter((row) => row.seen);
  const open = rows.filter((row) => !row.seen);
  return {
    height,
    marginTop: 30,
    marginBottom: 44,
    marginLeft: 52,
    marginRight: 16,
    x: { domain: [0, rows.length + 1] },
    y: { type: 'log', domain: [low / 2, high * 2] },
    marks: [
      gridY({ ticks: 4, stroke: 'var(--paper-4)', strokeOpacity: 1 }),
      axisX({
        ticks: Math.max(3, width / 110),
        label:
          width < 420 ? 'changes of the rule, best seen first' : 'independent changes of the rule, best seen first',
        labelArrow: 'none',
        tickSize: 4,
      }),
      axisY({ ticks: 4, label: '95 % interval, ±', labelArrow: 'none', tickSize: 0, tickFormat: powerOfTen }),
      ruleY([scale], { stroke: 'var(--ink-3)', strokeDasharray: '2 3' }),
      text([`${width < 420 ? 'largest' : 'largest coefficient'}, ${coefficientText(scale)}`], {
        frameAnchor: 'left',
        y: () => scale,
        dx: 6,
        dy: -9,
        textAnchor: 'start',
        fill: 'var(--ink-3)',
        fontSize: 13,
      }),
      dot(rows, {
        x: 'rank',
        y: 'reach',
        r: 3.5,
        fill: (row: (typeof rows)[number]) => (row.seen ? 'var(--ours)' : 'var(--control)'),
      }),
      ...[seen, open].map((some, place) =>
        // Beside the middle of the changes that are seen, and the first of those that are not: the curve rises to the right.
        text(some.slice(place === 0 ? some.length >> 1 : some.length >> 3).slice(0, 1), {
          x: 'rank',
          y: 'reach',
          dx: 10,
          dy: 14,
          textAnchor: 'start',
          text: () => (place === 0 ? 'seen' : 'hardly seen'),
          fill: place === 0 ? 'var(--ours-ink)' : 'var(--control-ink)',
          stroke: 'var(--paper-1)',
          strokeWidth: 4,
          fontSize: 13,
          fontWeight: place === 0 ? 600 : 400,
        }),
      ),
    ],
  };
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 1000 as "10³"; nothing between powers of ten. */
function powerOfTen(value: number): string {
  const power = Math.log10(value);
  if (Math.abs(power - Math.round(power)) > 1e-9) return '';
  if (Math.abs(power) <= 2) return String(Number(value.toPrecision(1)));
  const digits = [...String(Math.abs(Math.round(power)))].map((digit) => superscripts[Number(digit)]).join('');
  return `10${power < 0 ? '⁻' : ''}${digits}`;
}
