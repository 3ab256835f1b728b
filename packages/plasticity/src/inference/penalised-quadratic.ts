import { cholesky, choleskySolve, subMatrix } from '../linear-algebra/cholesky';

/** Minimise gradient . d + d' curvature d / 2 + sum of l1 * |parameter| over parameters = from + d. */
export interface PenalisedQuadratic {
  /** [size], where the gradient was taken. */
  from: Float64Array;
  /** [size]. */
  gradient: Float64Array;
  /** [size, size], symmetric, not indefinite. */
  curvature: Float64Array;
  /** [size], weight of each absolute value, 0 or larger. */
  l1: Float64Array;
}

const ROUNDS = 60;
const SWEEPS = 4;
/** The descent ends when a round gains less than this share of all rounds so far. */
const TOLERANCE = 1e-14;

/**
 * Coordinate descent with soft thresholds; between the sweeps direct solutions on the terms that are not 0, which end the
 * slow approach along nearly flat directions.
 *
 * @returns [size], the minimiser.
 * Source: Friedman, Hastie, Tibshirani, Regularization Paths for Generalized Linear Models via Coordinate Descent (2010);
 * the solutions between the sweeps: Lee, Battle, Raina, Ng, Efficient Sparse Coding Algorithms (2007).
 */
export function minimisePenalisedQuadratic({ from, gradient, curvature, l1 }: PenalisedQuadratic): Float64Array {
  const size = from.length;
  const parameters = Float64Array.from(from);
  const slope = Float64Array.from(gradient);
  const state = { parameters, slope, curvature, l1 };
  let total = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let gain = 0;
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      for (let index = 0; index < size; index++) gain += coordinateStep(state, index);
    }
    total += gain;
    if (gain <= TOLERANCE * total) break;
    for (let solution = 0; solution < size && !stepOnSupport(state); solution++);
  }
  return parameters;
}

interface State {
  parameters: Float64Array;
  /** Gradient of the smooth part at `parameters`. */
  slope: Float64Array;
  curvature: Float64Array;
  l1: Float64Array;
}

/** Moves one parameter to its minimum; returns about how much the objective fell. */
function coordinateStep({ parameters, slope, curvature, l1 }: State, index: number): number {
  const size = parameters.length;
  const bend = curvature[index * size + index];
  if (!(bend > 0)) return 0;
  const centre = parameters[index] - slope[index] / bend;
  const threshold = l1[index] / bend;
  const next = Math.sign(centre) * Math.max(0, Math.abs(centre) - threshold);
  const change = next - parameters[index];
  if (change === 0) return 0;
  parameters[index] = next;
  for (let other = 0; other < size; other++) slope[other] += change * curvature[index * size + other];
  return 0.5 * bend * change * change;
}

/**
 * Steps towards the minimum over the terms that are not 0 with their present signs, and stops where the objective itself is
 * smallest on the way. True where that is the end of the step, or where the curvature leaves no single minimum.
 */
function stepOnSupport({ parameters, slope, curvature, l1 }: State): boolean {
  const size = parameters.length;
  const support: number[] = [];
  for (let index = 0; index < size; index++) {
    if ((parameters[index] !== 0 || l1[index] === 0) && curvature[index * size + index] > 0) support.push(index);
  }
  const factor = cholesky(subMatrix(curvature, size, support), support.length);
  if (!factor) return true;
  const downhill = Float64Array.from(support, (index) => -slope[index] - l1[index] * Math.sign(parameters[index]));
  const step = choleskySolve(factor, support.length, Float64Array.from(downhill));
  // Along the step the objective is a quadratic that bends up by 2 * l1 * |step| where a term changes its sign.
  const bend = step.reduce((sum, value, k) => sum + value * downhill[k], 0);
  let fall = bend;
  const crossings = support
    .map((index, k) => ({ k, index, share: -parameters[index] / step[k] }))
    .filter(({ index, share }) => l1[index] > 0 && share > 0 && share < 1)
    .sort((a, b) => a.share - b.share);
  let share = 1;
  let vanishing = -1;
  for (const crossing of crossings) {
    if (fall <= bend * crossing.share) break;
    fall -= 2 * l1[crossing.index] * Math.abs(step[crossing.k]);
    if (fall <= bend * crossing.share) {
      share = crossing.share;
      vanishing = crossing.index;
      break;
    }
    share = fall / bend;
  }
  support.forEach((index, k) => {
    const change = index === vanishing ? -parameters[index] : share * step[k];
    parameters[index] = index === vanishing ? 0 : parameters[index] + change;
    for (let other = 0; other < size; other++) slope[other] += change * curvature[index * size + other];
  });
  return share === 1;
}
