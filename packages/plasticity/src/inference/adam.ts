import type { Runner } from './event-loop';
import type { DescentResult, Progress } from './gauss-newton';
import type { Point, Problem } from './normal-equations';
import { type Penalty, penaltyAt } from './penalty';

/** Loss and gradient at a point, without penalty, as the mean over some experiments given by their numbers. */
export type PointGradient = (
  point: Point,
  experiments: readonly number[],
) => Promise<{ loss: number; gradient: Float64Array }>;

/** What happens when the loss or its gradient is not finite. */
export type OnDiverge = 'skip' | 'halveStep' | 'throw';

export interface AdamOptions {
  epochs: number;
  learningRate: number;
  /** Largest length of a gradient. Default: no limit. */
  clipNorm?: number;
  /** One step for each experiment, in their order, or one for all. */
  batch: 'experiment' | 'full';
  /** Relative change of an epoch's objective below which, twice in a row, the descent has converged; 0 never. */
  tolerance: number;
  penalty: Penalty;
  gradientOf: PointGradient;
  run: Runner;
  onIteration: (progress: Progress) => void;
  /** Called for a point without a finite loss or gradient; throws or decides. */
  onDiverged: (point: Point, lastGood: Progress) => OnDiverge;
}

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-8;

/**
 * Adam with the subgradient of the penalty, sign(0) = 0. The loss of an epoch is the mean over its steps, each taken before
 * its update.
 *
 * Source: Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1.
 */
export async function adam(problem: Problem, start: Point, options: AdamOptions): Promise<DescentResult> {
  const { epochs, clipNorm, batch, penalty, tolerance } = options;
  const size = start.length;
  const rules = problem.free.length;
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  const numbers = problem.experiments.map((_, index) => index);
  const batches = batch === 'full' ? [numbers] : numbers.map((index) => [index]);
  let rate = options.learningRate;
  let steps = 0;
  let quiet = 0;
  let point = Float64Array.from(start);
  let lastGood = point;
  let state: Progress = { iteration: 0, point, loss: Number.NaN, objective: Number.NaN, diverged: 0 };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let loss = 0;
    let objective = 0;
    let taken = 0;
    let { diverged } = state;
    for (const experiments of batches) {
      const at = await options.gradientOf(point, experiments);
      await options.run(onePause());
      if (!Number.isFinite(at.loss) || !at.gradient.every(Number.isFinite)) {
        const decision = options.onDiverged(point, { ...state, point: lastGood });
        diverged++;
        if (decision === 'halveStep') {
          rate /= 2;
          const good = lastGood;
          point = point.map((value, index) => (value + good[index]) / 2);
        }
        continue;
      }
      taken++;
      lastGood = point;
      loss += at.loss;
      objective += at.loss + penaltyAt(problem, penalty, point);
      const gradient = Float64Array.from(at.gradient, (value, index) =>
        index < rules ? value + penalty.l1 * Math.sign(point[index]) + 2 * penalty.l2 * point[index] : value,
      );
      const length = Math.hypot(...gradient);
      const clip = clipNorm !== undefined && length > clipNorm ? clipNorm / length : 1;
      steps++;
      const firstScale = 1 - FIRST_DECAY ** steps;
      const secondScale = 1 - SECOND_DECAY ** steps;
      const next = Float64Array.from(point);
      for (let index = 0; index < size; index++) {
        const slope = clip * gradient[index];
        first[index] = FIRST_DECAY * first[index] + (1 - FIRST_DECAY) * slope;
        second[index] = SECOND_DECAY * second[index] + (1 - SECOND_DECAY) * slope * slope;
        next[index] -= (rate * (first[index] / firstScale)) / (Math.sqrt(second[index] / secondScale) + EPSILON);
      }
      point = next;
    }
    const before = state.objective;
    state = { iteration: epoch, point, loss: loss / taken, objective: objective / taken, diverged };
    options.onIteration(state);
    quiet = Math.abs(before - state.objective) <= tolerance * Math.abs(before) && tolerance > 0 ? quiet + 1 : 0;
    if (quiet === 2) return { ...state, converged: true, lastGood };
  }
  return { ...state, converged: false, lastGood };
}

function* onePause(): Generator<void, void> {
  yield;
}
