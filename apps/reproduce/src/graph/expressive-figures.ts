import * as Plot from '@observablehq/plot';
import type { ReportFigure } from '@perceptrons/evaluation';
import { colours } from '../figures/colours';
import { type Curve, curveFigure } from '../figures/curve-figure';
import { svgPlot } from '../figures/svg-plot';
import type { ExpressiveResults, UntrainedRun } from './expressive-parts';
import { methods, partsAtHand } from './expressive-tables';
import { distinguishedWithin } from './oracle-rounds';
import { isExact, type UntrainedSpec } from './untrained-models';

/** Figures of the pairs of BREC; none where they are not at hand. */
export function expressiveFigures(results: ExpressiveResults): ReportFigure[] {
  if (results.pairs.length === 0) return [];
  return [
    {
      name: 'rounds-and-blocks',
      title: 'BREC: rounds of 2-FWL and blocks of untrained PPGN',
      description:
        'Pairs that 2-FWL distinguishes within so many rounds, and pairs that a PPGN of so many blocks with random weights separates in float32. A block is worth at most a round; bands span the draws of the weights.',
      svg: curveFigure(depthCurves(results), {
        xLabel: 'rounds, blocks',
        yLabel: `pairs of ${results.pairs.length}`,
        wholeX: true,
      }),
    },
    {
      name: 'parts',
      title: 'BREC: who distinguishes which part',
      description:
        'Share of the pairs of each part that a test or a network distinguishes, of those that were run; numbers are pairs.',
      svg: partsFigure(results),
    },
  ];
}

function depthCurves({ oracles, untrained, pairs }: ExpressiveResults): Curve[] {
  const most = Math.max(1, ...oracles['2-FWL'].map(({ round }) => round ?? 0));
  const limit = Array.from({ length: most }, (_, index) => {
    const count = distinguishedWithin(oracles['2-FWL'], index + 1);
    return { x: index + 1, y: count, low: count, high: count };
  });
  const one: Curve = { name: '1-WL', role: 'control', points: [1, most].map((x) => point(x, [oneWlCount(oracles)])) };
  const curveOf = (name: string, role: Curve['role'], chosen: (spec: UntrainedSpec) => boolean): Curve[] => {
    const runs = untrained.filter(({ spec }) => spec.kind === 'ppgn' && !('output' in spec) && chosen(spec));
    const depths = [...new Set(runs.map(blocksOf))].sort((a, b) => a - b);
    if (depths.length < 2) return [];
    const counts = (blocks: number) =>
      runs
        .filter((run) => blocksOf(run) === blocks)
        .map(({ rows }) => rows.filter(({ separated }) => separated).length);
    return [{ name: `${name}, ${pairs.length} pairs`, role, points: depths.map((x) => point(x, counts(x))) }];
  };
  const curves = [
    ...(['max', 'sum'] as const).flatMap((readout) =>
      curveOf(
        `PPGN, ${readout}`,
        'ours',
        (spec) => spec.kind === 'ppgn' && spec.readout === readout && spec.normalization === 'batch',
      ),
    ),
    ...curveOf('PPGN, exact sums', 'ours', isExact),
  ];
  return [...curves, { name: '2-FWL', role: 'baseline', points: limit }, one];
}

const blocksOf = ({ spec }: UntrainedRun) => (spec.kind === 'ppgn' ? spec.blocks : 0);
const oneWlCount = (oracles: ExpressiveResults['oracles']) => distinguishedWithin(oracles['1-WL']);

function point(x: number, counts: readonly number[]) {
  const y = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return { x, y, low: Math.min(...counts), high: Math.max(...counts) };
}

function partsFigure(results: ExpressiveResults): string {
  const parts = partsAtHand(results);
  const cells = methods(results).flatMap(({ name, found, run }) =>
    parts.flatMap(({ category, indexes }) => {
      const tried = [...indexes].filter((index) => run.has(index)).length;
      const count = [...indexes].filter((index) => found.has(index)).length;
      return tried === 0 ? [] : [{ name, category, count, tried, share: count / tried }];
    }),
  );
  const names = [...new Set(cells.map(({ name }) => name))];
  return svgPlot({
    width: 900,
    height: 90 + 30 * names.length,
    marginLeft: 290,
    marginTop: 60,
    marginBottom: 12,
    x: { label: null, axis: 'top', domain: parts.map(({ category }) => category), tickRotate: -20, tickSize: 0 },
    y: { label: null, domain: names, tickSize: 0 },
    color: { type: 'linear', domain: [0, 1], range: ['#f1f4f7', colours.ours] },
    marks: [
      Plot.cell(cells, { x: 'category', y: 'name', fill: 'share', inset: 1 }),
      Plot.text(cells, {
        x: 'category',
        y: 'name',
        text: ({ count, tried }: (typeof cells)[number]) => `${count}/${tried}`,
        fill: ({ share }: (typeof cells)[number]) => (share > 0.5 ? colours.paper : colours.ink),
      }),
    ],
  });
}
