import type { ReportTable } from '@perceptrons/evaluation';
import { type BrecCategory, brecCategories, type WlTest, wlTests } from '@perceptrons/graph';
import type { RoundOf } from './claim-parts';
import { beyondBound, roundsOf } from './expressive-claims';
import { brecTests, type ExpressiveResults, type UntrainedRun } from './expressive-parts';
import { isExact, untrainedTitle } from './untrained-models';

const roundText = (round: number | null) => (round === null ? 'never' : String(round));

/** All tables of the report. */
export function expressiveTables(results: ExpressiveResults): ReportTable[] {
  return [
    handPickedTable(results),
    explanationTable(results),
    ...(results.pairs.length > 0 ? [brecTable(results)] : []),
    ...(results.untrained.length > 0 ? [gapTable(results)] : []),
    ...(results.untrained.some(({ spec }) => isExact(spec)) ? [exactTable(results)] : []),
    cycleTable(results),
  ];
}

function handPickedTable({ handPicked, handPickedRuns, skipLinks, skipLinkRuns }: ExpressiveResults): ReportTable {
  const networks = firstDraws(handPickedRuns);
  return {
    title:
      'Pairs picked by hand: first round at which a test sees a difference, and which untrained networks separate them',
    columns: ['pair', ...wlTests, ...networks.map(({ spec }) => untrainedTitle(spec))],
    rows: [
      ...handPicked.map(({ title, rounds }, index) => [
        title,
        ...wlTests.map((test: WlTest) => roundText(rounds[test])),
        ...networks.map(({ rows }) => (rows[index].separated ? 'yes' : 'no')),
      ]),
      [
        `Circular skip links, ${skipLinks.length} pairs`,
        'never',
        'never',
        roundRange(skipLinks.map(({ round }) => round)),
        '',
        '',
        ...firstDraws(skipLinkRuns).map(({ rows }) => `${separatedOf(rows)} of ${rows.length}`),
      ],
    ],
  };
}

function roundRange(rounds: readonly (number | null)[]): string {
  const counts = new Map<string, number>();
  for (const round of rounds) counts.set(roundText(round), (counts.get(roundText(round)) ?? 0) + 1);
  return [...counts]
    .sort()
    .map(([round, count]) => `${round}: ${count}`)
    .join(', ');
}

function explanationTable({ handPicked }: ExpressiveResults): ReportTable {
  return {
    title: 'What differs, in the words of the weakest test that sees it',
    columns: ['pair', 'difference'],
    rows: handPicked.map(({ title, explanation }) => [title, explanation]),
  };
}

/** The first draw of the weights of every network. */
export function firstDraws(runs: readonly UntrainedRun[]): UntrainedRun[] {
  const [first] = runs;
  return first ? runs.filter(({ seed }) => seed === first.seed) : [];
}

const separatedOf = (rows: UntrainedRun['rows']) => rows.filter(({ separated }) => separated).length;

/** Parts of BREC of which there are pairs, with the numbers of their pairs. */
export function partsAtHand({ pairs }: ExpressiveResults): Array<{ category: BrecCategory; indexes: Set<number> }> {
  return (Object.keys(brecCategories) as BrecCategory[]).flatMap((category) => {
    const indexes = new Set(pairs.filter((pair) => pair.category === category).map(({ index }) => index));
    return indexes.size > 0 ? [{ category, indexes }] : [];
  });
}

/** Every method with the pairs that it distinguishes, over all draws the first. */
export function methods(results: ExpressiveResults): Array<{ name: string; found: Set<number>; run: Set<number> }> {
  const tests = brecTests.map((test) => ({
    name: test as string,
    found: new Set(results.oracles[test].flatMap(({ index, round }) => (round === null ? [] : [index]))),
    run: new Set(results.oracles[test].map(({ index }) => index)),
  }));
  const networks = firstDraws(results.untrained).map(({ spec, rows }) => ({
    name: untrainedTitle(spec),
    found: new Set(rows.flatMap(({ index, separated }) => (separated ? [index] : []))),
    run: new Set(rows.map(({ index }) => index)),
  }));
  const [seed] = results.protocol.map((row) => row.seed);
  const trained = results.protocol.filter((row) => row.seed === seed);
  const protocol = {
    name: 'PPGN trained by the BREC protocol',
    found: new Set(trained.flatMap(({ index, distinguished, reliable }) => (distinguished && reliable ? [index] : []))),
    run: new Set(trained.map(({ index }) => index)),
  };
  return [...tests, ...networks, ...(trained.length > 0 ? [protocol] : [])];
}

function brecTable(results: ExpressiveResults): ReportTable {
  const parts = partsAtHand(results);
  const count = (found: Set<number>, indexes: Set<number>) => [...indexes].filter((index) => found.has(index)).length;
  return {
    title: 'BREC: pairs distinguished in each part (of those run)',
    columns: ['method', ...parts.map(({ category, indexes }) => `${category} (${indexes.size})`), 'all'],
    rows: methods(results).map(({ name, found, run }) => [
      name,
      ...parts.map(({ indexes }) => {
        const tried = count(run, indexes);
        if (tried === 0) return 'not run';
        return tried === indexes.size ? String(count(found, indexes)) : `${count(found, indexes)} of ${tried}`;
      }),
      `${found.size} of ${run.size}`,
    ]),
  };
}

function gapTable(results: ExpressiveResults): ReportTable {
  const [oneWl, twoFwl]: RoundOf[] = [roundsOf(results.oracles['1-WL']), roundsOf(results.oracles['2-FWL'])];
  const most = (values: readonly (number | null)[]) =>
    values.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0).toExponential(1);
  return {
    title: 'Networks with random weights on BREC, every draw',
    columns: [
      'network',
      'draw',
      'pairs separated',
      'of them beyond the bound',
      'largest gap of a pair that 2-FWL does not distinguish',
      'largest gap between relabelings',
      'pairs without a finite embedding',
    ],
    rows: results.untrained.map((run) => [
      untrainedTitle(run.spec),
      run.seed,
      separatedOf(run.rows),
      beyondBound(run, { oneWl, twoFwl }).length,
      most(run.rows.filter(({ index }) => twoFwl(index) === null).map(({ gap }) => gap)),
      most(run.rows.map(({ relabelingGap }) => relabelingGap)),
      run.rows.filter(({ gap }) => gap === null).length,
    ]),
  };
}

function exactTable(results: ExpressiveResults): ReportTable {
  const parts = partsAtHand(results);
  const twoFwl = roundsOf(results.oracles['2-FWL']);
  const runs = results.untrained.filter(({ spec }) => isExact(spec));
  return {
    title:
      'BREC: pairs that networks with exact sums separate in each part, every draw, and those of 2-FWL that they miss',
    columns: [
      'network',
      'draw',
      ...parts.map(({ category, indexes }) => `${category} (${indexes.size})`),
      'all',
      'missed',
    ],
    rows: runs.map(({ spec, seed, rows }) => {
      const found = new Set(rows.flatMap(({ index, separated }) => (separated ? [index] : [])));
      const missed = rows.flatMap(({ index }) =>
        typeof twoFwl(index) === 'number' && !found.has(index) ? [index] : [],
      );
      return [
        untrainedTitle(spec),
        seed,
        ...parts.map(({ indexes }) => [...indexes].filter((index) => found.has(index)).length),
        found.size,
        missed.length > 12 ? `${missed.length} pairs` : missed.join(', '),
      ];
    }),
  };
}

function cycleTable({ cycles, cycleRuns }: ExpressiveResults): ReportTable {
  const networks = firstDraws(cycleRuns);
  return {
    title: 'A cycle of 2m vertices against two of m: first round of 2-FWL, and which untrained networks separate them',
    columns: ['m', '2-FWL', ...networks.map(({ spec }) => untrainedTitle(spec))],
    rows: cycles.map(({ index, round }, place) => [
      index,
      roundText(round),
      ...networks.map(({ rows }) => (rows[place].separated ? 'yes' : 'no')),
    ]),
  };
}
