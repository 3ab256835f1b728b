import type { Baseline } from '../baselines/choice-baselines';
import type { HeldOutComparison } from './held-out-test';
import type { InSampleComparison } from './in-sample-test';
import type { IntervalComparison } from './interval-test';
import type { LikelihoodRatioComparison } from './likelihood-ratio-test';

/** The four tests of one group of animals. */
export interface ForgettingTests {
  inSample: InSampleComparison;
  likelihoodRatio: LikelihoodRatioComparison;
  heldOut: HeldOutComparison;
  interval: IntervalComparison;
}

/** What a forgetting report rests on. */
export interface ForgettingEvidence {
  /** True where no animal made the data. */
  simulated: boolean;
  animals: number;
  tests: ForgettingTests;
  /** The same tests of simulated animals without the extra terms that are explained as well as the data. */
  control: ForgettingTests & {
    /** Of the fitted coefficients, to bring the control to the level of the data. */
    factor: number;
    /** Median percent deviance explained by the smaller rule, in the control and in the data. */
    percent: number;
    target: number;
    /** True where these two are close. */
    matched: boolean;
  };
  /** Fitted to all trials; `heldOutDeviance` is that of fits to the first trials. */
  baselines: Baseline[];
}
