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
/** Share of the objective whose fall is next to nothing. */
const NOTHING = 1e-7;

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
  if (!isFinitePoint(equations)) return { ...progress(0), converged: false };
  for (let iteration = 1; iteration <= options.iterations; iteration++) {
    let next: Point | undefined;
    let nextObjective = objective;
    let nextEquations = equations;
    let expected: number | undefined;
    while (!next && damping <= MOST_DAMPING) {
      const trial = dampedStep(equations, { point, l1, l2, damping });
      if (trial.every((value, index) => value === point[index])) return { ...progress(iteration - 1), converged: true };
      expected ??=
        expectedFall(equations, point, trial) + penaltyAt(problem, penalty, point) - penaltyAt(problem, penalty, trial);
      const loss = await run(lossSteps(problem, trial));
      nextObjective = loss + penaltyAt(problem, penalty, trial);
      if (!Number.isFinite(loss)) {
        options.onDiverged(trial, progress(iteration - 1));
        diverged++;
      }
      if (nextObjective < objective) {
        const there = await run(normalEquationsSteps(problem, trial));
        // Derivatives grow faster than weights: they may overflow where the loss does not.
        if (isFinitePoint(there)) {
          next = trial;
          nextEquations = there;
        } else diverged++;
      }
      damping = next ? Math.max(damping / 5, LEAST_DAMPING) : damping * 8;
    }
    // No step gains anything. That is a minimum, up to rounding, only where the first and largest one promised next to nothing.
    if (!next) {
      const least = Math.max(tolerance, NOTHING) * Math.abs(objective);
      return { ...progress(iteration - 1), converged: expected !== undefined && expected <= least };
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

function isFinitePoint({ gradient, information }: NormalEquations): boolean {
  return gradient.every(Number.isFinite) && information.every(Number.isFinite);
}

/** How far the loss falls along a step by its slope alone. */
function expectedFall({ gradient }: NormalEquations, point: Point, trial: Point): number {
  return gradient.reduce((sum, value, index) => sum - value * (trial[index] - point[index]), 0);
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
