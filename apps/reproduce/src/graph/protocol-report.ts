// What the published BREC protocol found, beside the published figures.
import type { Claim, ReportTable } from '@perceptrons/evaluation';
import type { BrecCategory } from '@perceptrons/graph';
import { exactly } from './claim-parts';
import { roundsOf } from './expressive-claims';
import type { ExpressiveResults } from './expressive-parts';
import { partsAtHand } from './expressive-tables';
import { type ProtocolRow, TRAINED_VERTICES } from './protocol-runs';

/** Pairs of each part that PPGN distinguishes by the protocol, as published: 233 of 400. */
const PUBLISHED: Record<BrecCategory, number> = {
  basic: 60,
  'regular-simple': 50,
  'regular-strongly-regular': 0,
  extension: 100,
  cfi: 23,
  '4-vertex-condition': 0,
  'distance-regular': 0,
};
/** Pairs of each part, of which these figures speak. */
const PUBLISHED_PAIRS = 400;

/** What the protocol found in one part of the benchmark. */
interface PartFound {
  category: BrecCategory;
  /** Pairs at hand, and those of them that were run. */
  pairs: number;
  ran: Set<number>;
  rows: ProtocolRow[];
  /** Pairs distinguished, by seed. */
  counts: number[];
}

function partsFound(results: ExpressiveResults): PartFound[] {
  return partsAtHand(results).map(({ category, indexes }) => {
    const rows = results.protocol.filter((row) => row.category === category);
    const seeds = [...new Set(rows.map(({ seed }) => seed))];
    const counts = seeds.map((seed) => rows.filter((row) => row.seed === seed && row.distinguished).length);
    return { category, pairs: indexes.size, ran: new Set(rows.map(({ index }) => index)), rows, counts };
  });
}

const span = (values: readonly number[]) => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? String(least) : `${least} to ${most}`;
};

/** The protocol part by part; none where it was not run. */
export function protocolTables(results: ExpressiveResults): ReportTable[] {
  if (results.protocol.length === 0) return [];
  const twoFwl = roundsOf(results.oracles['2-FWL']);
  const sizes = new Map(results.pairs.map(({ index, a }) => [index, a.nodeCount]));
  const parts = partsFound(results);
  const rows = parts.map(({ category, pairs, ran, rows, counts }) => {
    const published = results.pairs.length === PUBLISHED_PAIRS ? PUBLISHED[category] : '';
    if (rows.length === 0) return [category, `0 of ${pairs}`, '', 0, '', published, '', '', ''];
    return [
      category,
      `${ran.size} of ${pairs}`,
      Math.max(...[...ran].map((index) => sizes.get(index) ?? 0)),
      counts.length,
      span(counts),
      published,
      [...ran].filter((index) => twoFwl(index) !== null).length,
      rows.filter(({ reliable }) => !reliable).length,
      rows.reduce((sum, { epochs }) => sum + epochs, 0) / rows.length,
    ];
  });
  const [firstSeed] = results.protocol.map(({ seed }) => seed);
  const first = results.protocol.filter(({ seed }) => seed === firstSeed);
  const all = [
    `all, seed ${firstSeed}`,
    `${first.length} of ${results.pairs.length}`,
    Math.max(...first.map(({ index }) => sizes.get(index) ?? 0)),
    1,
    first.filter(({ distinguished }) => distinguished).length,
    results.pairs.length === PUBLISHED_PAIRS ? 233 : '',
    first.filter(({ index }) => twoFwl(index) !== null).length,
    first.filter(({ reliable }) => !reliable).length,
    first.reduce((sum, { epochs }) => sum + epochs, 0) / first.length,
  ];
  return [
    {
      title: 'The published BREC protocol: PPGN trained on every pair',
      columns: [
        'part',
        'pairs run',
        'vertices of the largest graph',
        'seeds',
        'distinguished (fewest to most)',
        'published, of all pairs',
        'of those run 2-FWL distinguishes',
        'reliability tests that fail, all seeds',
        'mean epochs',
      ],
      rows: [...rows, all],
    },
  ];
}

/** Which pairs the protocol was not run on, in words. */
export function protocolGaps(results: ExpressiveResults): string[] {
  if (results.protocol.length === 0) return [];
  const ran = new Set(results.protocol.map(({ index }) => index));
  const missing = results.pairs.filter(({ index }) => !ran.has(index));
  if (missing.length === 0) return ['The published protocol was run on all pairs at hand.'];
  const [first] = missing;
  const which =
    missing.length === 1
      ? `pair ${first.index} (${first.category}, ${first.a.nodeCount} vertices)`
      : `${missing.length} pairs: ${partsAtHand(results)
          .flatMap(({ category }) => {
            const some = missing.filter((pair) => pair.category === category).map(({ a }) => a.nodeCount);
            if (some.length === 0) return [];
            return `${some.length} of ${category} with ${span(some)} vertices`;
          })
          .join(', ')}`;
  const tooLarge = missing.some(({ a }) => a.nodeCount > TRAINED_VERTICES);
  const why = ` Beyond ${TRAINED_VERTICES} vertices training takes more than the 4 GiB of WASM: a step keeps about 30 tensors of 32 graphs with n^2 x 32 numbers each.`;
  return [`The published protocol was not run on ${which}.${tooLarge ? why : ''}`];
}

/** The protocol against the published figures, in the parts of which every pair was run with every seed. */
export function protocolClaims(results: ExpressiveResults): Claim[] {
  const { protocol, oracles, pairs } = results;
  if (protocol.length === 0) return [];
  const twoFwl = roundsOf(oracles['2-FWL']);
  const whole = pairs.length === PUBLISHED_PAIRS ? partsFound(results) : [];
  return [
    ...whole.flatMap(({ category, pairs: all, rows, counts }): Claim[] => {
      if (rows.length === 0 || rows.length < all * counts.length) return [];
      const value = Math.min(...counts);
      return [
        {
          claim: `BREC protocol, ${category}: pairs of ${all} that trained PPGN distinguish${counts.length > 1 ? `, fewest of ${counts.length} seeds` : ''}`,
          value,
          interval: counts.length > 1 ? [value, Math.max(...counts)] : null,
          expected: `>= ${PUBLISHED[category]} (published)`,
          holds: value >= PUBLISHED[category],
        },
      ];
    }),
    exactly(
      `BREC protocol: of ${protocol.length} reliability tests those that fail`,
      protocol.filter(({ reliable }) => !reliable).length,
      0,
    ),
    exactly(
      'BREC protocol: pairs distinguished that 2-FWL does not distinguish',
      protocol.filter(({ index, distinguished, reliable }) => distinguished && reliable && twoFwl(index) === null)
        .length,
      0,
    ),
  ];
}
