// What is claimed of untrained networks whose sums carry no rounding.
import type { Claim } from '@perceptrons/evaluation';
import { exactly, LEAST_SEPARATED, type RoundOf } from './claim-parts';
import type { ExpressiveResults, UntrainedRun } from './expressive-parts';
import { isExact } from './untrained-models';

const blocksOf = ({ spec }: UntrainedRun) => (isExact(spec) ? spec.blocks : 0);

/** Claims of bits, and of cycles. */
export function exactClaims({
  handPickedRuns,
  skipLinkRuns,
  cycleRuns,
  cycles,
  untrained,
}: ExpressiveResults): Claim[] {
  const exactOnes = (runs: UntrainedRun[]) => runs.filter(({ spec }) => isExact(spec));
  const rows = [handPickedRuns, skipLinkRuns, cycleRuns, untrained].flatMap(exactOnes).flatMap((run) => run.rows);
  if (rows.length === 0) return [];
  const rounds = new Map(cycles.map(({ index, round }) => [index, round]));
  const ladder = exactOnes(cycleRuns);
  const others = ladder.flatMap((run) =>
    run.rows.filter(({ index, separated }) => separated !== isWithin(rounds.get(index), blocksOf(run))),
  );
  return [
    exactly(
      `exact sums: of ${rows.length} pairs and draws those of which a renumbered graph gets another bit`,
      rows.filter(({ relabelingGap }) => relabelingGap !== 0).length,
      0,
    ),
    exactly(
      `exact sums: cycles that ${ladder.length} untrained PPGN separate, or not, otherwise than 2-FWL of as many rounds as they have blocks`,
      others.length,
      0,
    ),
  ];
}

/**
 * Claims of counts on all pairs of BREC: one and two blocks separate what as many rounds of 2-FWL distinguish, and deep networks
 * at least the number that is asked for.
 */
export function exactCountClaims({ untrained }: ExpressiveResults, twoFwl: RoundOf): Claim[] {
  const runs = untrained.filter(({ spec }) => isExact(spec));
  const depths = [...new Set(runs.map(blocksOf))].filter((blocks) => blocks <= 2 || blocks >= 5).sort((a, b) => a - b);
  return depths.map((blocks) => {
    const draws = runs.filter((run) => blocksOf(run) === blocks);
    const counts = draws.map(({ rows }) => rows.filter(({ separated }) => separated).length);
    const value = Math.min(...counts);
    const bound = draws[0].rows.filter(({ index }) => isWithin(twoFwl(index), blocks)).length;
    const least = blocks <= 2 ? bound : LEAST_SEPARATED;
    const network = `an untrained PPGN of ${blocks} block${blocks === 1 ? '' : 's'} with exact sums`;
    return {
      claim: `BREC: pairs that ${network} separates in float32, of ${bound} that 2-FWL distinguishes in as many rounds, fewest of ${draws.length} draws`,
      value,
      interval: counts.length > 1 ? [value, Math.max(...counts)] : null,
      expected: `>= ${least}`,
      holds: value >= least,
    };
  });
}

const isWithin = (round: number | null | undefined, blocks: number): boolean =>
  round !== null && round !== undefined && round <= blocks;
