// All parts of the experiment, in order, and what they leave.
import { type BrecCategory, brecCategories, type WlTest } from '@perceptrons/graph';
import type { RunContext } from '../framework/run-context';
import { type BrecPair, brecPairs, type ReferenceRounds, referenceRounds } from './brec-data';
import { allSkips, cyclePair, type HandPickedRow, handPicked, handPickedRows, skipLinkPairs } from './hand-picked';
import { type OracleRow, oracleRounds } from './oracle-rounds';
import { type ProtocolRow, protocolRows } from './protocol-runs';
import { type UntrainedRow, untrainedRows } from './untrained';
import { isExact, type UntrainedSpec, untrainedName } from './untrained-models';

/** Settings of the experiment. */
export type ExpressiveSettings = {
  /** Pairs of each part of BREC; null: all. */
  pairsPerCategory: number | null;
  /** Values of m for a cycle of 2m vertices against two of m. */
  cycles: number[];
  /** Networks with random weights on BREC, and on pairs picked by hand, skip links and cycles. */
  untrained: UntrainedSpec[];
  ladder: UntrainedSpec[];
  /** Draws of the weights of each of them, and of those with exact sums. */
  untrainedSeeds: number;
  exactSeeds: number;
  /** Parts of BREC for the published protocol. */
  protocol: { parts: ProtocolPart[]; pairsPerCategory: number | null; epochs: number };
  reductions: string[];
};

/** What the protocol runs on: pairs of a part, of at most so many vertices (null: all), with seeds 100, 200, ... */
export type ProtocolPart = { category: BrecCategory; vertices: number | null; seeds: number };

/** Tests that run on BREC. */
export const brecTests = ['1-WL', '2-WL', '2-FWL', '3-FWL'] as const satisfies readonly WlTest[];

/** Pairs in one part of the protocol, which is what a stopped run repeats. */
const PROTOCOL_CHUNK = 5;

/** Rows of one network and one draw of its weights. */
export interface UntrainedRun {
  spec: UntrainedSpec;
  seed: number;
  rows: UntrainedRow[];
}

/** What all parts found. */
export interface ExpressiveResults {
  handPicked: HandPickedRow[];
  skipLinks: OracleRow[];
  cycles: OracleRow[];
  /** Pairs of BREC at hand. */
  pairs: BrecPair[];
  reference: Map<number, ReferenceRounds>;
  /** By test. */
  oracles: Record<(typeof brecTests)[number], OracleRow[]>;
  untrained: UntrainedRun[];
  /** The networks of `ladder` on pairs picked by hand (index: place), on skip links and on cycles. */
  handPickedRuns: UntrainedRun[];
  skipLinkRuns: UntrainedRun[];
  cycleRuns: UntrainedRun[];
  protocol: ProtocolRow[];
}

/** Runs what is not on record yet. */
export async function expressiveResults(
  context: RunContext & { settings: ExpressiveSettings },
): Promise<ExpressiveResults> {
  const { preset, settings, seed, dataDirectory } = context;
  const { pairsPerCategory, untrained, ladder, untrainedSeeds, exactSeeds, protocol } = settings;
  const categories = Object.keys(brecCategories) as BrecCategory[];
  const all = await brecPairs(dataDirectory);
  const first = (category: BrecCategory, count: number | null) =>
    all.filter((pair) => pair.category === category).slice(0, count ?? undefined);
  const pairs = categories.flatMap((category) => first(category, pairsPerCategory));
  const has = (category: BrecCategory) => pairs.some((pair) => pair.category === category);
  // Other pairs make another part: a record must not answer for data that it has not seen.
  const data = `${pairs.length}-pairs`;
  const seeds = (spec: UntrainedSpec) =>
    Array.from({ length: isExact(spec) ? exactSeeds : untrainedSeeds }, (_, index) => seed + index);
  const cyclePairs = settings.cycles.map(cyclePair);
  const skipPairs = skipLinkPairs(preset === 'smoke' ? [2, 5, 6] : allSkips);

  const oracleParts = brecTests.flatMap((test) =>
    categories.filter(has).map((category) => ({ name: `${test}-${category}-of-${data}`, group: test, test, category })),
  );
  const runs = (group: string, specs: readonly UntrainedSpec[], suffix: string) =>
    specs.flatMap((spec) =>
      seeds(spec).map((own) => ({
        name: `${group}-${untrainedName(spec)}-seed${own}${suffix}`,
        group,
        spec,
        seed: own,
      })),
    );
  const handPickedParts = runs('named', ladder, '');
  const skipLinkParts = runs('csl', ladder, '');
  const cycleParts = runs('cycles', ladder, '');
  const untrainedParts = pairs.length > 0 ? runs('untrained', untrained, `-of-${data}`) : [];
  const mostSeeds = Math.max(0, ...protocol.parts.map((part) => part.seeds));
  const protocolParts = Array.from({ length: mostSeeds }, (_, index) => 100 * (index + 1)).flatMap((own, draw) =>
    protocol.parts.flatMap((part) => {
      if (draw >= part.seeds) return [];
      const { category, vertices } = part;
      // Small graphs first: a run that is stopped early has seen the most pairs.
      const chosen = first(category, protocol.pairsPerCategory)
        .filter(({ a }) => vertices === null || a.nodeCount <= vertices)
        .sort((one, other) => one.a.nodeCount - other.a.nodeCount);
      return Array.from({ length: Math.ceil(chosen.length / PROTOCOL_CHUNK) }, (_, chunk) => {
        const some = chosen.slice(chunk * PROTOCOL_CHUNK, (chunk + 1) * PROTOCOL_CHUNK);
        const name = `protocol-seed${own}-${category}-from-${some[0].index}-${some.length}-pairs`;
        return { name, group: `protocol ${category}`, seed: own, some };
      });
    }),
  );
  context.plan([
    ...['hand-picked', 'csl', 'cycles'].map((name) => ({ name, group: 'hand-picked' })),
    ...oracleParts,
    ...handPickedParts,
    ...skipLinkParts,
    ...cycleParts,
    ...untrainedParts,
    ...protocolParts,
  ]);

  const handPickedFound = await context.part('hand-picked', async () => handPickedRows());
  const skipLinks = await context.part('csl', (part) => oracleRounds(part, skipPairs, '2-FWL'));
  const cycles = await context.part('cycles', (part) => oracleRounds(part, cyclePairs, '2-FWL'));
  const oracles: ExpressiveResults['oracles'] = { '1-WL': [], '2-WL': [], '2-FWL': [], '3-FWL': [] };
  for (const { name, test, category } of oracleParts) {
    const chosen = pairs.filter((pair) => pair.category === category);
    oracles[test].push(...(await context.part(name, (part) => oracleRounds(part, chosen, test))));
  }
  const measured = async (parts: typeof untrainedParts, on: Parameters<typeof untrainedRows>[1]) => {
    const done: UntrainedRun[] = [];
    for (const { name, spec, seed: own } of parts) {
      done.push({ spec, seed: own, rows: await context.part(name, (part) => untrainedRows(part, on, spec, own)) });
    }
    return done;
  };
  const byPlace = handPicked.map(({ a, b }, index) => ({ index, a, b }));
  const handPickedRuns = await measured(handPickedParts, byPlace);
  const skipLinkRuns = await measured(skipLinkParts, skipPairs);
  const cycleRuns = await measured(cycleParts, cyclePairs);
  const untrainedRuns = await measured(untrainedParts, pairs);
  const protocolFound: ProtocolRow[] = [];
  for (const { name, seed: own, some } of protocolParts) {
    const { epochs } = protocol;
    protocolFound.push(...(await context.part(name, (part) => protocolRows(part, some, { seed: own, epochs }))));
  }
  return {
    handPicked: handPickedFound,
    skipLinks,
    cycles,
    pairs,
    reference: await referenceRounds(dataDirectory),
    oracles,
    untrained: untrainedRuns,
    handPickedRuns,
    skipLinkRuns,
    cycleRuns,
    protocol: protocolFound,
  };
}
