import type { Claim } from '@perceptrons/evaluation';
import { type WlTest, wlTests } from '@perceptrons/graph';
import type { ReferenceRounds } from './brec-data';
import { exactly, LEAST_SEPARATED, type RoundOf } from './claim-parts';
import { exactClaims, exactCountClaims } from './exact-claims';
import { brecTests, type ExpressiveResults, type UntrainedRun } from './expressive-parts';
import { expectedCycleRound, expectedRounds, expectedSkipLinkRound } from './hand-picked';
import { distinguishedWithin, type OracleRow } from './oracle-rounds';
import { largestRound } from './untrained-models';

/** Pairs of BREC that each test distinguishes, by an independent implementation. */
const BREC_TOTALS = { '1-WL': 0, '2-WL': 0, '2-FWL': 270, '3-FWL': 380 } as const;
/** Pairs of BREC that 2-FWL distinguishes within 1, 2, ... rounds. */
const BREC_WITHIN = [193, 209, 217, 264, 270] as const;
/** Size of the whole benchmark: totals are claimed of it alone. */
export const BREC_PAIRS = 400;

/** What the tests say of some pairs. */
export interface Bounds {
  oneWl: RoundOf;
  twoFwl: RoundOf;
  /** Every vertex of these graphs is like every other. Default false. */
  transitive?: boolean;
}

/** Pairs that a network separates although its bound does not. */
export function beyondBound({ spec, rows }: UntrainedRun, { oneWl, twoFwl, transitive = false }: Bounds): number[] {
  const largest = largestRound(spec, transitive);
  return rows.flatMap(({ index, separated }) => {
    const round = largest === undefined ? oneWl(index) : twoFwl(index);
    const allowed = round !== null && round !== undefined && (largest === undefined || round <= largest);
    return separated && !allowed ? [index] : [];
  });
}

/** Rounds by index. */
export function roundsOf(rows: readonly OracleRow[]): RoundOf {
  const rounds = new Map(rows.map(({ index, round }) => [index, round]));
  return (index) => rounds.get(index);
}

/** Everything that the run checks. */
export function expressiveClaims(results: ExpressiveResults): Claim[] {
  return [
    ...handPickedClaims(results),
    ...(results.pairs.length > 0 ? brecClaims(results) : []),
    ...powerClaims(results),
    ...exactClaims(results),
    ...(results.pairs.length === BREC_PAIRS ? exactCountClaims(results, roundsOf(results.oracles['2-FWL'])) : []),
  ];
}

function handPickedClaims({ handPicked, skipLinks, cycles }: ExpressiveResults): Claim[] {
  const cells = handPicked.flatMap(({ name, rounds }) =>
    wlTests.map((test: WlTest) => rounds[test] === expectedRounds[name][test]),
  );
  return [
    exactly(
      `pairs picked by hand: of ${cells.length} first rounds (${handPicked.length} pairs, 5 tests) those that differ from the reference`,
      cells.filter((same) => !same).length,
      0,
    ),
    exactly(
      'pairs picked by hand that the search for an isomorphism does not find different',
      handPicked.filter(({ verdict }) => verdict !== 'different').length,
      0,
    ),
    exactly(
      `circular skip links: of ${skipLinks.length} pairs those where 2-FWL does not part at round 1 (skips 2 and 3) or 2`,
      skipLinks.filter(({ index, round }) => round !== expectedSkipLinkRound(index)).length,
      0,
    ),
    exactly(
      `cycles: of ${cycles.length} values of m those where 2-FWL does not part at round ceil(log2 m) - 1`,
      cycles.filter(({ index, round }) => round !== expectedCycleRound(index)).length,
      0,
    ),
  ];
}

function brecClaims({ pairs, oracles, reference }: ExpressiveResults): Claim[] {
  const claims: Claim[] = [];
  if (pairs.length === BREC_PAIRS) {
    for (const test of brecTests) {
      claims.push(
        exactly(`BREC: pairs of 400 that ${test} distinguishes`, distinguishedWithin(oracles[test]), BREC_TOTALS[test]),
      );
    }
    for (const [index, wanted] of BREC_WITHIN.entries()) {
      const within = distinguishedWithin(oracles['2-FWL'], index + 1);
      claims.push(
        exactly(
          `BREC: pairs that 2-FWL distinguishes within ${index + 1} round${index > 0 ? 's' : ''}`,
          within,
          wanted,
        ),
      );
    }
  }
  if (reference.size > 0) {
    const names = { '1-WL': 'oneWl', '2-FWL': 'twoFwl', '3-FWL': 'threeFwl' } as const;
    for (const [test, name] of Object.entries(names) as ['1-WL' | '2-FWL' | '3-FWL', keyof ReferenceRounds][]) {
      const compared = oracles[test].filter(({ index }) => reference.get(index)?.[name] !== undefined);
      const other = compared.filter(({ index, round }) => round !== reference.get(index)?.[name]);
      claims.push(
        exactly(
          `BREC: of ${compared.length} first rounds of ${test} those that differ from the reference`,
          other.length,
          0,
        ),
      );
    }
  }
  return claims;
}

function powerClaims(results: ExpressiveResults): Claim[] {
  const { handPicked, pairs, oracles, skipLinks, cycles } = results;
  const named =
    (test: WlTest): RoundOf =>
    (index) =>
      handPicked[index].rounds[test];
  const neverOne: RoundOf = () => null;
  const runs: Array<[string, UntrainedRun[], Bounds]> = [
    ['pairs picked by hand', results.handPickedRuns, { oneWl: named('1-WL'), twoFwl: named('2-FWL') }],
    ['circular skip links', results.skipLinkRuns, { oneWl: neverOne, twoFwl: roundsOf(skipLinks), transitive: true }],
    ['cycles', results.cycleRuns, { oneWl: neverOne, twoFwl: roundsOf(cycles), transitive: true }],
    ['BREC', results.untrained, { oneWl: roundsOf(oracles['1-WL']), twoFwl: roundsOf(oracles['2-FWL']) }],
  ];
  const claims = runs.flatMap(([where, some, bounds]) => {
    if (some.length === 0) return [];
    const beyond = some.map((run) => ({ run, count: beyondBound(run, bounds).length }));
    const networks = beyond.filter(({ run }) => run.spec.kind === 'ppgn');
    const others = beyond.filter(({ run }) => run.spec.kind !== 'ppgn');
    const sum = (list: typeof beyond) => list.reduce((total, { count }) => total + count, 0);
    return [
      ...(networks.length > 0
        ? [
            exactly(
              `${where}: pairs separated by ${networks.length} untrained PPGN beyond 2-FWL of as many rounds as they have blocks${bounds.transitive ? ' (sums: one fewer)' : ''}`,
              sum(networks),
              0,
            ),
          ]
        : []),
      ...(others.length > 0
        ? [exactly(`${where}: pairs separated by ${others.length} untrained GIN and IGN beyond 1-WL`, sum(others), 0)]
        : []),
    ];
  });
  for (const pooled of [false, true]) {
    const counts = results.untrained
      .filter(({ spec }) => spec.kind === 'ppgn' && 'output' in spec === pooled)
      .filter(
        ({ spec }) =>
          spec.kind === 'ppgn' && spec.blocks === 5 && spec.readout === 'max' && spec.normalization === 'batch',
      )
      .map(({ rows }) => rows.filter(({ separated }) => separated).length);
    if (pairs.length < BREC_PAIRS || counts.length === 0) continue;
    const least = Math.min(...counts);
    claims.push({
      claim: `BREC: pairs that an untrained PPGN of 5 blocks with batch statistics separates in float32 by its ${pooled ? 'pooled values' : 'scores'}, fewest of ${counts.length} draws`,
      value: least,
      interval: counts.length > 1 ? [least, Math.max(...counts)] : null,
      expected: `>= ${LEAST_SEPARATED}`,
      holds: least >= LEAST_SEPARATED,
    });
  }
  return claims;
}
