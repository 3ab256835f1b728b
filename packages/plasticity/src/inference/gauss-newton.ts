import type { Runner } from './event-loop';
import { lossSteps, type NormalEquations, normalEquationsSteps, type Point, type Problem } from './normal-equations';
import { minimisePenalisedQuadratic } from './penalised-quadratic';
import { type Penalty, penaltyAt, penaltyWeights } from './penalty';

/** Where a descent stands. */
export interface Progress {
  /** Accepted steps of Gauss-Newton, epochs of Adam. */
  iteration: number;
  point: Point;
  /** Mean over the experiments, without and with penalty. */
  loss: number;
  objective: number;
  /** Levenberg damping of Gauss-Newton. */
  damping?: number;
  /** Steps without a finite loss that were left out so far. */
  diverged: number;
}

export interface DescentResult extends Progress {
  converged: boolean;
  /** Of Adam: the last point that had a finite gradient. */
  lastGood?: Point;
}

export interface GaussNewtonOptions {
  iterations: number;
  /** Relative fall of the objective below which, twice in a row, the descent has converged. */
  tolerance: number;
  penalty: Penalty;
  run: Runner;
  /** Called after each iteration. */
  onIteration: (progress: Progress) => void;
  /** Called for a step whose trajectory diverges; throws or lets the damping rise. */
  onDiverged: (point: Point, lastGood: Progress) => void;
}

const FIRST_DAMPING = 1e-2;
const LEAST_DAMPING = 1e-12;
const MOST_DAMPING = 1e12;
/** Growth of the curvature since the start, or since 1, beyond which trajectories count as chaotic. */
const CHAOTIC = 1e6;
/** A slope of the objective this small is none. */
const FLAT = 1e-6;

/**
 * Proximal Gauss-Newton: each step minimises the quadratic of the normal equations plus the exact absolute values, with
 * damping times (diagonal + 0.001) added to the curvature. A step that lowers the penalised loss divides the damping by 5, any
 * other one multiplies it by 8.
 */
export async function gaussNewton(problem: Problem, start: Point, options: GaussNewtonOptions): Promise<DescentResult> {
  const { penalty, tolerance, run } = options;
  const size = start.length;
  const { l1, l2 } = penaltyWeights(problem, penalty, size);
  let point = start;
  let equations = await run(normalEquationsSteps(problem, point));
  let objective = equations.loss + penaltyAt(problem, penalty, point);
  let damping = FIRST_DAMPING;
  let diverged = 0;
  let quiet = 0;
  const progress = (iteration: number): Progress => ({
    iteration,
    point,
    loss: equations.loss,
    objective,
    damping,
    diverged,
  });
  const mostCurvature = CHAOTIC * Math.max(1, largestCurvature(equations));
  if (!Number.isFinite(mostCurvature)) return { ...progress(0), converged: false };
  for (let iteration = 1; iteration <= options.iterations; iteration++) {
    let next: Point | undefined;
    let nextObjective = objective;
    let nextEquations = equations;
    while (!next && damping <= MOST_DAMPING) {
      const trial = dampedStep(equations, { point, l1, l2, damping });
      if (trial.every((value, index) => value === point[index])) break;
      const loss = await run(lossSteps(problem, trial));
      nextObjective = loss + penaltyAt(problem, penalty, trial);
      if (!Number.isFinite(loss)) {
        options.onDiverged(trial, progress(iteration - 1));
        diverged++;
      }
      if (nextObjective < objective) {
        const there = await run(normalEquationsSteps(problem, trial));
        // Derivatives grow faster than weights: trajectories may become chaotic, so that no later step could be trusted.
        if (largestCurvature(there) <= mostCurvature) {
          next = trial;
          nextEquations = there;
        } else diverged++;
      }
      damping = next ? Math.max(damping / 5, LEAST_DAMPING) : damping * 8;
    }
    // No step gains anything: at a minimum, up to rounding, or where the derivatives are too large to follow.
    if (!next) {
      const converged = distanceFromMinimum(equations, { point, l1, l2 }) <= FLAT + 1e-3 * objective;
      return { ...progress(iteration - 1), converged };
    }
    quiet = objective - nextObjective <= tolerance * Math.abs(objective) ? quiet + 1 : 0;
    point = next;
    equations = nextEquations;
    objective = nextObjective;
    options.onIteration(progress(iteration));
    if (quiet === 2 || objective === 0) return { ...progress(iteration), converged: true };
  }
  return { ...progress(options.iterations), converged: false };
}

/** The largest diagonal entry of the information; Infinity where a derivative is not finite. */
function largestCurvature({ gradient, information }: NormalEquations): number {
  if (!gradient.every(Number.isFinite)) return Number.POSITIVE_INFINITY;
  const size = gradient.length;
  let largest = 0;
  for (let index = 0; index < size; index++) {
    const value = information[index * size + index];
    if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, value);
  }
  return largest;
}

/** The largest slope of the penalised loss; that of a parameter at 0 counts beyond its l1. */
function distanceFromMinimum(
  { gradient }: NormalEquations,
  { point, l1, l2 }: { point: Point; l1: Float64Array; l2: Float64Array },
): number {
  return gradient.reduce((most, value, index) => {
    const slope = value + 2 * l2[index] * point[index];
    const own =
      point[index] === 0 ? Math.abs(slope) - l1[index] : Math.abs(slope + l1[index] * Math.sign(point[index]));
    return Math.max(most, own);
  }, 0);
}

function dampedStep(
  { gradient, information }: NormalEquations,
  step: { point: Point; l1: Float64Array; l2: Float64Array; damping: number },
): Point {
  const { point, l1, l2, damping } = step;
  const size = point.length;
  const curvature = Float64Array.from(information);
  const slope = Float64Array.from(gradient);
  for (let index = 0; index < size; index++) {
    const own = index * size + index;
    curvature[own] += damping * (information[own] + 1e-3) + 2 * l2[index];
    slope[index] += 2 * l2[index] * point[index];
  }
  return minimisePenalisedQuadratic({ from: point, gradient: slope, curvature, l1 });
}
