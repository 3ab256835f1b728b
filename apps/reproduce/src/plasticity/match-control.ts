import { compareRules, plasticNetwork, syntheticFlies, taylorRule } from '@perceptrons/plasticity';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';

/** Coefficients of flies without decay that are explained as well as flies with decay. */
export type MatchedControl = {
  /** Options of `syntheticFlies` for the control. */
  rewardDrive: number;
  driftStd: number;
  /** Median percent deviance explained by the rule without w, fitted to each fly: what was sought, and the control. */
  target: number;
  percent: number;
  /** Flies of each factor that was tried. */
  flies: number;
};

/** What a control without decay has at factor 1: the defaults of `syntheticFlies`. */
const control = { rewardDrive: 0.85, driftStd: 0.004 };
/** Factors that are tried are between these, halved so many times. */
const RANGE = [0.25, 2] as const;
const STEPS = 8;
/** Close enough, as a share of the target. */
const CLOSE = 0.02;

/** The rule of the fits without w, and the one with it. */
export const flyRules = {
  without: taylorRule({ mask: ['1', 'x', 'r', 'x*r'] }),
  with: taylorRule({ mask: ['1', 'x', 'r', 'x*r', 'w'] }),
};

/**
 * Finds the factor of all coefficients of a control without decay with which the rule without w explains its choices as well
 * as those of flies with decay, or to `target` percent, in the median over flies. The flies of this search are none of those
 * that are tested.
 *
 * @throws Cancelled when the run was stopped.
 */
export async function matchControl(
  part: PartContext,
  {
    flies,
    trialsPerBlock,
    seeds,
    target: given,
  }: { flies: number; trialsPerBlock: number; seeds: readonly number[]; target?: number },
): Promise<MatchedControl> {
  const start = performance.now();
  let done = 0;
  const totalSteps = STEPS + 2;
  const level = async (decay: boolean, factor: number): Promise<number> => {
    const drives = decay ? {} : { rewardDrive: factor * control.rewardDrive, driftStd: factor * control.driftStd };
    const group = seeds.flatMap((seed) =>
      syntheticFlies({ flies, trialsPerBlock, decay, ...drives, purpose: 'eval', seed }),
    );
    const { smaller } = await compareRules(
      group.map((fly) => [fly]),
      flyRules.without,
      flyRules.with,
      {
        test: 'inSample',
        network: plasticNetwork({ sizes: [2, 1] }),
        extraSign: 'negative',
        signal: part.signal,
      },
    );
    done++;
    const seconds = (performance.now() - start) / 1000;
    const secondsLeft = ((totalSteps - done) * seconds) / done;
    part.progress({ step: done, totalSteps, loss: 0, examplesPerSecond: done / seconds, secondsLeft });
    return median(smaller);
  };
  try {
    const target = given ?? (await level(true, 1));
    let [low, high] = RANGE as readonly [number, number];
    let best = { factor: 1, percent: await level(false, 1) };
    let last = best;
    for (let step = 0; step < STEPS && Math.abs(best.percent - target) > CLOSE * target; step++) {
      if (last.percent < target) low = last.factor;
      else high = last.factor;
      const factor = Math.sqrt(low * high);
      last = { factor, percent: await level(false, factor) };
      if (Math.abs(last.percent - target) < Math.abs(best.percent - target)) best = last;
    }
    return {
      rewardDrive: best.factor * control.rewardDrive,
      driftStd: best.factor * control.driftStd,
      target,
      percent: best.percent,
      flies: flies * seeds.length,
    };
  } catch (error) {
    if (part.signal.aborted) throw new Cancelled();
    throw error;
  }
}

/** Middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
