import {
  type Experiment,
  type ForgettingTests,
  forgettingReport,
  forgettingTests,
  plasticNetwork,
  sessionSimulator,
} from '@perceptrons/plasticity';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';

/** What the four tests of one group of flies leave. */
export type GroupReport = {
  flies: number;
  /** Percent deviance explained of each fly, in the data that were fitted. */
  withoutWeight: number[];
  withWeight: number[];
  /** The published test, in-sample. */
  wilcoxonP: number;
  likelihoodRatio: number;
  likelihoodRatioP: number;
  /** Groups simulated without decay, their mean likelihood ratio, and whether the test ended early. */
  draws: number;
  nullMean: number;
  stopped: boolean;
  /** Share of those groups in which the in-sample test has p < 0.05. */
  inSampleFalseRate: number;
  /** Median over flies of the gain in -2 log p of each held-out presentation. */
  heldOutGain: number;
  heldOutP: number;
  /** Mean over flies of the coefficient of w, with its interval. */
  weightTerm: number[];
};

/** A report on recorded flies, with a control that is simulated from their own fits. */
export type RecordedReport = GroupReport & {
  /** Deviance explained in that control, and the p of its likelihood ratio. */
  controlPercent: number;
  controlP: number;
  /** What the tests support, and what they do not, in sentences. */
  may: string[];
  mayNot: string[];
};

export interface TestSettings {
  trialsPerBlock: number;
  /** Simulated groups of the likelihood ratio, at most. */
  draws: number;
  /** Ends the likelihood ratio early; null: never. */
  stopAfter: number | null;
  significance: number;
  seed: number;
}

function optionsOf(part: PartContext, { trialsPerBlock, draws, stopAfter, seed }: TestSettings) {
  const start = performance.now();
  return {
    network: plasticNetwork({ sizes: [2, 1] }),
    simulate: sessionSimulator({ trialsPerBlock }),
    draws,
    ...(stopAfter !== null && { stopAfter }),
    seed,
    signal: part.signal,
    onProgress({ stage, done, total }: { stage: string; done: number; total: number }) {
      // Nearly all of the time.
      if (stage !== 'bootstrap') return;
      const rate = done / ((performance.now() - start) / 1000);
      const secondsLeft = (total - done) / rate;
      part.progress({ step: done, totalSteps: total, loss: 0, examplesPerSecond: rate, secondsLeft });
    },
  };
}

function summaryOf({ inSample, likelihoodRatio, heldOut, interval }: ForgettingTests): GroupReport {
  const { nullStatistics } = likelihoodRatio;
  const [{ mean }] = interval.terms;
  return {
    flies: inSample.smaller.length,
    withoutWeight: inSample.smaller,
    withWeight: inSample.larger,
    wilcoxonP: inSample.wilcoxon.p,
    likelihoodRatio: likelihoodRatio.statistic,
    likelihoodRatioP: likelihoodRatio.p,
    draws: likelihoodRatio.draws,
    nullMean: nullStatistics.reduce((sum, value) => sum + value, 0) / nullStatistics.length,
    stopped: likelihoodRatio.stopped,
    inSampleFalseRate: likelihoodRatio.inSampleFalseRate,
    heldOutGain: heldOut.medianGain,
    heldOutP: heldOut.wilcoxon.p,
    weightTerm: [mean.value, mean.low, mean.high],
  };
}

/**
 * The four tests of one group of flies.
 *
 * @throws Cancelled when the run was stopped.
 */
export function testFlies(
  part: PartContext,
  flies: readonly Experiment[],
  settings: TestSettings,
): Promise<GroupReport> {
  return cancellable(part, async () => summaryOf(await forgettingTests(animalsOf(flies), optionsOf(part, settings))));
}

/**
 * The four tests of recorded flies and of their matched control, with what may be claimed.
 *
 * @throws Cancelled when the run was stopped.
 */
export function reportFlies(
  part: PartContext,
  flies: readonly Experiment[],
  settings: TestSettings,
): Promise<RecordedReport> {
  return cancellable(part, async () => {
    const options = { ...optionsOf(part, settings), significance: settings.significance };
    const { tests, control, claims } = await forgettingReport(animalsOf(flies), options);
    const { may, mayNot } = claims;
    const controlPercent = control.percent;
    return { ...summaryOf(tests), controlPercent, controlP: control.likelihoodRatio.p, may, mayNot };
  });
}

/** Each fly is an animal with one session. */
function animalsOf(flies: readonly Experiment[]): Experiment[][] {
  return flies.map((fly) => [fly]);
}

async function cancellable<Value>(part: PartContext, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (part.signal.aborted) throw new Cancelled();
    throw error;
  }
}
